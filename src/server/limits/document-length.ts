import { HttpError } from "../http/http-error.js";
import type { RequestedOperation } from "../http/requested-operation.js";

/** Throws HttpError if the document is longer than QUERY_MAX_CHARACTERS. Comments and white space count, unlike for tokens. */
export function requireShortDocument({ document }: RequestedOperation, maxCharacters: number): void {
  if (document === null || document.length <= maxCharacters) return;
  throw new HttpError(
    400,
    "OPERATION_LIMIT_EXCEEDED",
    `The operation is too large: its document has ${document.length} characters, but QUERY_MAX_CHARACTERS allows at most ${maxCharacters}. Split it, or remove comments and white space.`,
  );
}

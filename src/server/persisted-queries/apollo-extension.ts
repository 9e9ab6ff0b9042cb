import { hash } from "node:crypto";
import { HttpError } from "../http/http-error.js";

/**
 * Throws HttpError if `extensions.persistedQuery` of a request is invalid. Apollo Server would report an internal error, for which
 * an operator is paged.
 */
export function requireValidExtension(
  { version, sha256Hash }: Readonly<Record<string, unknown>>,
  document: string | null,
): void {
  if (version !== 1) {
    throw new HttpError(
      400,
      "BAD_REQUEST",
      "extensions.persistedQuery.version must be 1, the only version of automatic persisted queries.",
    );
  }
  if (typeof sha256Hash !== "string") {
    throw new HttpError(
      400,
      "BAD_REQUEST",
      "extensions.persistedQuery.sha256Hash must be a string: the SHA-256 hash of the query, in lower-case hexadecimal digits.",
    );
  }
  if (document !== null && hash("sha256", document) !== sha256Hash) {
    throw new HttpError(
      400,
      "BAD_REQUEST",
      "extensions.persistedQuery.sha256Hash is not the SHA-256 hash of `query`, in lower-case hexadecimal digits. Hash exactly the text that you send.",
    );
  }
}

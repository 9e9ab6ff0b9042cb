import type { DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";

/** The header's value; null without it. What comes twice is of two senders, of whom one may be nobody to trust. */
export function singleHeader(headers: DistinctHeaders, name: string): string | null {
  const [value, ...more] = headers[name] ?? [];
  if (more.length > 0)
    throw new AuthenticationError(401, `The header ${name} comes twice.`, "DUPLICATE_HEADER");
  return value ?? null;
}

import type { DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";

/** Returns the header's value; null if absent. Rejects a repeated header, because one can come from an untrusted sender. */
export function singleHeader(headers: DistinctHeaders, name: string): string | null {
  const [value, ...more] = headers[name] ?? [];
  if (more.length > 0)
    throw new AuthenticationError(
      401,
      `The header ${name} occurs more than once. Send it once.`,
      "DUPLICATE_HEADER",
    );
  return value ?? null;
}

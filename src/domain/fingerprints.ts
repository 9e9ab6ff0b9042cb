import { createHash } from "node:crypto";

/** A short text that is the same for the same texts in every process, for ever, and does not show them. */
export function fingerprintOf(...texts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(texts)).digest("base64url").slice(0, 16);
}

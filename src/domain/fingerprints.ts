import { hash } from "node:crypto";

/** Returns a short one-way hash of the texts. It is the same in every process and release. */
export function fingerprintOf(...texts: readonly string[]): string {
  return hash("sha256", JSON.stringify(texts), "base64url").slice(0, 16);
}

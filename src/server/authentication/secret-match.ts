import { createHash, timingSafeEqual } from "node:crypto";

/** Creates a function that returns the index of the matching secret, or null, in constant time. */
export function createSecretMatch(secrets: readonly string[]): (given: string) => number | null {
  const digests = secrets.map(digestOf);
  return (given) => {
    const digest = digestOf(given);
    // Compares all of them, so that the time does not depend on which one matches.
    const index = digests.map((known) => timingSafeEqual(known, digest)).indexOf(true);
    return index < 0 ? null : index;
  };
}

/** Hashes the text: timingSafeEqual needs values of equal length. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

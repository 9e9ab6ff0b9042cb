import { createHash, hash } from "node:crypto";

/*
 * Entity tags (RFC 9110, section 8.8.3). They are weak, because a response has the same tag with and without compression.
 */

/** Returns the entity tag of a response. Another media type has another tag. */
export function entityTagOf(contentType: string, body: string): string {
  return weakTag(hash("sha256", `${contentType}\n${body}`, "base64url"));
}

/** Creates the entity tag of a response that is written in parts. */
export function createEntityTag() {
  const digest = createHash("sha256");
  return {
    add: (text: string): void => void digest.update(text),
    end: (): string => weakTag(digest.digest("base64url")),
  };
}

function weakTag(opaque: string): string {
  return `W/"${opaque}"`;
}

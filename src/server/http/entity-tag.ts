import { hash } from "node:crypto";

/** Returns the strong entity tag of a response (RFC 9110, section 8.8.3). Another media type has another tag. */
export function entityTagOf(contentType: string, body: string): string {
  return `"${hash("sha256", `${contentType}\n${body}`, "base64url")}"`;
}

/** Whether the client already has the response (RFC 9110, section 13.1.2). */
export function isNotModified(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(entityTag) || tags.includes("*");
}

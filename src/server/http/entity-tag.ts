import { hash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Returns the entity tag of a response (RFC 9110, section 8.8.3). Another media type has another tag. The tag is weak, because a
 * response has the same tag with and without compression.
 */
export function entityTagOf(contentType: string, body: string): string {
  return `W/"${hash("sha256", `${contentType}\n${body}`, "base64url")}"`;
}

/** Whether the client already has the response (RFC 9110, section 13.1.2). */
export function isNotModified(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  const tags = ifNoneMatch.split(",").map(opaque);
  return tags.includes(opaque(entityTag)) || tags.includes("*");
}

/** Returns the body to send: none, with status 304, if the client already has the response with this `etag`. */
export function bodyUnlessKnown<Body>(request: FastifyRequest, reply: FastifyReply, body: Body): Body | null {
  const entityTag = reply.getHeader("etag");
  if (typeof entityTag !== "string" || !isNotModified(request.headers["if-none-match"], entityTag))
    return body;
  reply.code(304);
  for (const name of ["content-type", "content-encoding", "content-length"]) reply.removeHeader(name);
  return null;
}

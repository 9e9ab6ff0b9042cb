import type { FastifyRequest } from "fastify";
import { HttpError } from "./http-error.js";

/** Refuses a request without a usable header `host`, of which Apollo Server's integration makes a URL. */
export function requireHost({ headers: { host } }: FastifyRequest): void {
  const isPlain = host !== undefined && /^[\w.-]+(?::[0-9]{1,5})?$/.test(host);
  if (isPlain || (host !== undefined && URL.canParse(`http://${host}/`))) return;
  throw new HttpError(400, "BAD_REQUEST", "The request needs a header host.");
}

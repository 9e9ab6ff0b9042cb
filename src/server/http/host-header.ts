import type { FastifyRequest } from "fastify";
import { HttpError } from "./http-error.js";

/** Rejects a request without a valid `host` header. Apollo Server's integration needs it to build a URL. */
export function requireHost({ headers: { host } }: FastifyRequest): void {
  const isPlain = host !== undefined && /^[\w.-]+(?::[0-9]{1,5})?$/.test(host);
  if (isPlain || (host !== undefined && URL.canParse(`http://${host}/`))) return;
  throw new HttpError(
    400,
    "BAD_REQUEST",
    "The host header is missing or invalid. Send the gateway's host name and port, such as localhost:4000.",
  );
}

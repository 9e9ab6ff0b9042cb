import type { FastifyRequest } from "fastify";
import { acceptsEventStream } from "../http/media-type.js";

/** A header that pages of other sites cannot send without permission. Apollo Server requires it of a GET request. */
const preflightHeader = "apollo-require-preflight";

/**
 * Lets the browser's EventSource open streams, which cannot send headers of its own. Apollo Server refuses every GET without them, so
 * that no page of another site uses the gateway through its visitor's browser. A page of the same origin, or of a listed one, may.
 */
export function allowEventSource({ method, headers }: FastifyRequest, corsOrigins: readonly string[]): void {
  if (method !== "GET" || !acceptsEventStream(headers.accept)) return;
  const { origin = "" } = headers;
  const isListed = corsOrigins.includes(origin) || (origin !== "" && corsOrigins.includes("*"));
  if (isListed || headers["sec-fetch-site"] === "same-origin") headers[preflightHeader] ??= "true";
}

import type { FastifyRequest } from "fastify";
import type { Permissions } from "../../domain/permissions.js";
import { contentCodingFor } from "../http/content-coding.js";

declare module "fastify" {
  interface FastifyRequest {
    /** The body as it was sent, if it is JSON. */
    bodyText: string | null;
  }
}

/** Everything in a request that its response depends on. */
export interface RequestKey {
  /** The body, or the URL of a GET request. */
  readonly text: string;
  readonly variant: string;
}

/** Headers that Apollo Server reads, apart from those of the body. The last two are its protection against CSRF. */
const relevantHeaders = ["accept", "content-type", "x-apollo-operation-name", "apollo-require-preflight"];

/** Returns the key of a request; null if its response must not be sent again. */
export function keyOf(request: FastifyRequest, permissions: Permissions): RequestKey | null {
  const { method, url, headers, bodyText } = request;
  const text = method === "GET" ? url : bodyText;
  // A router that requests a trace wants to know how long each field took.
  if (text === null || headers["apollo-federation-include-trace"] !== undefined) return null;
  let variant = `${permissions.key}\n${contentCodingFor(request)}`;
  for (const name of relevantHeaders) variant += `\n${headers[name] ?? ""}`;
  return { text, variant };
}

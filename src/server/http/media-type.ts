import type { FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import { createLruMap } from "../../cache/lru-map.js";
import { maxKnownAcceptHeaders } from "./constants.js";
import { HttpError } from "./http-error.js";

/** A client that accepts this type supports GraphQL over HTTP, including responses with a status other than 200. */
const graphqlResponse = "application/graphql-response+json; charset=utf-8";
const json = "application/json; charset=utf-8";

const eventStream = "text/event-stream";

/** Returns the media type that the client prefers (RFC 9110, section 12.5.1); null if it accepts none of them. */
export function preferredMediaType<MediaType extends string>(
  accept: string | undefined,
  available: readonly MediaType[],
): MediaType | null {
  const preferred = new Negotiator({ headers: { accept: accept || undefined } }).mediaType([...available]);
  return available.find((type) => type === preferred) ?? null;
}

/** The media types for the headers of recent requests. The library takes 3 µs to read one. */
const known = createLruMap<{ readonly mediaType: string | null }>(maxKnownAcceptHeaders);

/** Returns the media type of a GraphQL response, which Apollo Server chooses in the same way; null if the client accepts none. */
export function graphqlMediaType(accept: string | undefined): string | null {
  const found = known.get(accept ?? "");
  if (found !== undefined) return found.mediaType;
  const mediaType = preferredMediaType(accept, [json, graphqlResponse]);
  known.set(accept ?? "", { mediaType });
  return mediaType;
}

export function acceptsGraphqlResponse(accept: string | undefined): boolean {
  return graphqlMediaType(accept) === graphqlResponse;
}

/** Returns the media type of a response that Apollo Server does not write. */
export function mediaTypeFor(accept: string | undefined): string {
  return graphqlMediaType(accept) ?? json;
}

/** Whether the client names the media type of streams. Wildcards do not count, because most clients cannot read a stream. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return accept?.includes(eventStream) === true && preferredMediaType(accept, [eventStream]) !== null;
}

/**
 * Throws HttpError if the client accepts no media type that the gateway writes. Apollo Server would do so only after it has executed
 * the operation, even a mutation.
 */
export function requireAcceptable(
  { method, headers: { accept } }: FastifyRequest,
  hasLandingPage: boolean,
): void {
  if (graphqlMediaType(accept) !== null || (hasLandingPage && method === "GET" && prefersHtml(accept)))
    return;
  // Only a subscription may be streamed, which is not known yet.
  if (!acceptsEventStream(accept)) throw notAcceptable();
}

/** Returns the error for a client that accepts no media type of the response. */
export function notAcceptable(): HttpError {
  const message = `The accept header allows no media type of the gateway. Accept ${json} or ${graphqlResponse}.`;
  return new HttpError(406, "BAD_REQUEST", message);
}

/** Whether a browser loads a page, and does not call the API. */
export function prefersHtml(accept: string | undefined): boolean {
  return (
    accept !== undefined && preferredMediaType(accept, [json, graphqlResponse, "text/html"]) === "text/html"
  );
}

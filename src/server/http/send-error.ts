import type { FastifyReply, FastifyRequest } from "fastify";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { formatHttpError } from "./format-error.js";
import { HttpError } from "./http-error.js";
import { mediaTypeFor } from "./media-type.js";

/** An error that can set the status and headers of its response. */
export type HttpFailure = Error & {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
};

export type SendError = (request: FastifyRequest, reply: FastifyReply, error: HttpFailure) => FastifyReply;

/** Sends an error that occurred before GraphQL ran, as a GraphQL response. */
export function createSendError(observer: Pick<RequestObserver, "requestRefused">): SendError {
  return (request, reply, error) => {
    const { statusCode: status = 500, headers = {} } = error;
    if (status >= 500 && !(error instanceof HttpError)) request.log.error({ err: error }, "unexpected error");
    const answer = formatHttpError(status, error, request.id);
    // Closes the connection instead of reading the rest of the request.
    if (!request.raw.complete) reply.header("connection", "close");
    observer.requestRefused(String(answer.errors[0]?.extensions.code));
    // Hooks, which set it on other responses, do not run for a malformed URL.
    reply.header("x-request-id", request.id);
    return reply
      .code(status)
      .headers(headers)
      .header("cache-control", "no-store")
      .type(mediaTypeFor(request.headers.accept))
      .send(JSON.stringify(answer));
  };
}

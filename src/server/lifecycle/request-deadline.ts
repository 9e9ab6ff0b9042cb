import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";
import { whenClosed } from "../http/when-closed.js";

/** Header in which a client specifies how long it waits for the response. */
const timeoutHeader = "x-request-timeout-ms";

/** Returns how long the client waits, in milliseconds; null without the header. */
export function requestTimeoutMsOf({ headers }: FastifyRequest): number | null {
  const value = headers[timeoutHeader];
  if (value === undefined) return null;
  const milliseconds = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (milliseconds > 0) return milliseconds;
  throw new HttpError(
    400,
    "BAD_REQUEST",
    `The header ${timeoutHeader} must be a positive whole number, such as 2000: how many milliseconds the client waits.`,
  );
}

/** Aborts when the client disconnects before it has the response. */
export function clientGoneSignal({ raw }: FastifyReply): AbortSignal {
  const clientGone = new AbortController();
  whenClosed(raw, () => {
    if (!raw.writableFinished) clientGone.abort();
  });
  return clientGone.signal;
}

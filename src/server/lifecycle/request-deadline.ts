import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";

/** The header by which a client says how long it waits. */
const timeoutHeader = "x-request-timeout-ms";

/** How long the client says that it waits; null where it does not say. */
export function requestTimeoutMsOf({ headers }: FastifyRequest): number | null {
  const value = headers[timeoutHeader];
  if (value === undefined) return null;
  const milliseconds = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (milliseconds > 0) return milliseconds;
  throw new HttpError(
    400,
    "BAD_REQUEST",
    `The header ${timeoutHeader} must be a whole number of milliseconds, such as 2000: so long the client waits.`,
  );
}

/** Aborts when the client goes away before it has its answer. */
export function clientGoneSignal({ raw }: FastifyReply): AbortSignal {
  const clientGone = new AbortController();
  if (raw.destroyed) clientGone.abort();
  raw.once("close", () => {
    if (!raw.writableFinished) clientGone.abort();
  });
  return clientGone.signal;
}

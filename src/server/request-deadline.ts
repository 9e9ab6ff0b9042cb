import type { FastifyReply, FastifyRequest } from "fastify";

/** The header by which a client says how long it waits. */
const timeoutHeader = "x-request-timeout-ms";

/** A header that a client must mend. */
class BadHeaderError extends Error {
  override readonly name = "BadHeaderError";
  readonly statusCode = 400;
}

/** How long the client says that it waits; null where it does not say. */
export function timeoutOf({ headers }: FastifyRequest): number | null {
  const value = headers[timeoutHeader];
  if (value === undefined) return null;
  const milliseconds = typeof value === "string" && /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (milliseconds > 0) return milliseconds;
  throw new BadHeaderError(
    `The header ${timeoutHeader} must be a whole number of milliseconds, such as 2000: so long the client waits.`,
  );
}

/** Aborts when the client goes away before it has its answer. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (raw.destroyed) gone.abort();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}

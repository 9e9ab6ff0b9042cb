import type { FastifyRequest } from "fastify";
import type { Trace } from "../../upstream/trace-context.js";

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

/** Returns the client's request id if it is safe to write to logs and headers; null otherwise. */
export function acceptedRequestId(header: string | string[] | undefined): string | null {
  return typeof header === "string" && requestIdPattern.test(header) ? header : null;
}

/** Version, trace id, parent id, flags. Ids that contain only zeros are invalid (W3C Trace Context, section 3.2). */
const traceparentPattern =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})(?<traceId>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Returns the trace of the request. An invalid `traceparent` is ignored. */
export function readTrace({ id, headers }: FastifyRequest): Trace {
  const { traceparent } = headers;
  const match = typeof traceparent === "string" ? traceparentPattern.exec(traceparent) : null;
  const traceId = match?.groups?.traceId ?? null;
  return { requestId: id, traceparent: match?.[0] ?? null, traceId, upstreamCalls: 0, callGroups: null };
}

import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Trace } from "../../upstream/trace-context.js";
import { currentTrace } from "../../upstream/trace-context.js";

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

/** Only short plain ids are taken over from a client, since they end up in logs and headers. */
export function acceptedRequestId(header: string | string[] | undefined): string | null {
  return typeof header === "string" && requestIdPattern.test(header) ? header : null;
}

/** Version, trace id, parent id, flags; a trace of nothing but zeros is none (W3C Trace Context, section 3.2). */
const traceparentPattern =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})(?<traceId>[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The request as others know it. A `traceparent` that is none counts as none. */
export function readTrace({ id, headers }: FastifyRequest): Trace {
  const { traceparent } = headers;
  const match = typeof traceparent === "string" ? traceparentPattern.exec(traceparent) : null;
  const traceId = match?.groups?.traceId ?? null;
  return { requestId: id, traceparent: match?.[0] ?? null, traceId, upstreamCalls: 0 };
}

/** What each log line says of the request that it is about, where the line or its logger does not say it already. */
export function traceInLog(line: object, _level: number, logger: Logger): object {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceId } = trace;
  const isTold = "requestId" in line || "requestId" in logger.bindings();
  return { ...(isTold ? {} : { requestId }), ...(traceId === null ? {} : { traceId }) };
}

import { AsyncLocalStorage } from "node:async_hooks";

/** Identifies one request in the logs and traces of every system that it reaches. */
export interface Trace {
  readonly requestId: string;
  /** The W3C Trace Context of the request and its trace id; null if the client sent none. */
  readonly traceparent: string | null;
  readonly traceId: string | null;
  /** Number of upstream attempts made for the request so far. */
  upstreamCalls: number;
}

const current = new AsyncLocalStorage<Trace>();

/**
 * Runs the work as part of a request. Its upstream calls belong to the request's trace, even if they wait in a queue
 * (p-queue keeps the context), are shared with other requests, or continue after the response.
 */
export function withTrace<Result>(trace: Trace, work: () => Result): Result {
  return current.run(trace, work);
}

/** Returns the trace of the current request; null outside of a request. */
export function currentTrace(): Trace | null {
  return current.getStore() ?? null;
}

/** Counts an upstream attempt of the current request. */
export function countUpstreamCall(): void {
  const trace = current.getStore();
  if (trace !== undefined) trace.upstreamCalls += 1;
}

/** Returns the trace headers of a call to a provider. Omits `tracestate`, which holds other vendors' data. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceparent } = trace;
  return { "x-request-id": requestId, ...(traceparent === null ? {} : { traceparent }) };
}

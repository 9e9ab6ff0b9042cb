import { AsyncLocalStorage } from "node:async_hooks";

/** By which one request is found again in the logs and traces of everybody whom it has reached. */
export interface Trace {
  readonly requestId: string;
  /** The trace that it is a part of (W3C Trace Context) and its id; null where the client has begun none. */
  readonly traceparent: string | null;
  readonly traceId: string | null;
  /** How many attempts of upstream calls were made for it so far. */
  upstreamCalls: number;
}

const current = new AsyncLocalStorage<Trace>();

/**
 * Does the work for a request: whatever it calls upstream belongs to its trace, also what waits for its turn (p-queue sees to
 * that), is read for others too, or goes on when the request has been answered.
 */
export function withTrace<Result>(trace: Trace, work: () => Result): Result {
  return current.run(trace, work);
}

/** The request that the work is done for; null where it is done for none. */
export function currentTrace(): Trace | null {
  return current.getStore() ?? null;
}

/** Notes that an attempt is made for the request. */
export function countUpstreamCall(): void {
  const trace = current.getStore();
  if (trace !== undefined) trace.upstreamCalls += 1;
}

/** The headers of a call to a provider. `tracestate`, which holds others' own data, is not for third parties. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceparent } = trace;
  return { "x-request-id": requestId, ...(traceparent === null ? {} : { traceparent }) };
}

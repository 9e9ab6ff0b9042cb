import { AsyncLocalStorage } from "node:async_hooks";
import type { CallKind } from "./upstream-observer.js";

/** Identifies one request in the logs and traces of every system that it reaches. */
export interface Trace {
  readonly requestId: string;
  /** The W3C Trace Context of the request and its trace id; null if the client sent none. */
  readonly traceparent: string | null;
  readonly traceId: string | null;
  /** Number of upstream attempts made for the request so far. */
  upstreamCalls: number;
  /** The same attempts, grouped; null unless the response shows them. */
  callGroups: CallGroup[] | null;
}

/** The attempts of one operation on one source. */
export interface CallGroup {
  readonly source: string;
  readonly operation: string;
  count: number;
  /** In milliseconds; null until an attempt has ended. */
  slowestMs: number | null;
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

/** Begins to group the upstream attempts of the current request. Returns the groups, which grow until the request ends. */
export function groupUpstreamCalls(): readonly CallGroup[] {
  const groups: CallGroup[] = [];
  const trace = current.getStore();
  if (trace !== undefined) trace.callGroups = groups;
  return groups;
}

/** Counts an upstream attempt of the current request. Returns its group; null if attempts are not grouped. */
export function countUpstreamCall({ sourceId: source, operation }: CallKind): CallGroup | null {
  const trace = current.getStore();
  if (trace === undefined) return null;
  trace.upstreamCalls += 1;
  if (trace.callGroups === null) return null;
  const isSame = (group: CallGroup) => group.source === source && group.operation === operation;
  const known = trace.callGroups.find(isSame);
  const group = known ?? { source, operation, count: 0, slowestMs: null };
  if (known === undefined) trace.callGroups.push(group);
  group.count += 1;
  return group;
}

/** Returns the trace headers of a call to a provider. Omits `tracestate`, which holds other vendors' data. */
export function traceHeaders(): Readonly<Record<string, string>> {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceparent } = trace;
  return { "x-request-id": requestId, ...(traceparent === null ? {} : { traceparent }) };
}

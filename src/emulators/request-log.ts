export type TraceHeaders = Readonly<Partial<Record<(typeof traceHeaders)[number], string>>>;

const traceHeaders = ["x-request-id", "traceparent", "tracestate"] as const;

/** Those of the request that it has. */
export function traceHeadersIn(headers: Readonly<Record<string, string>>): TraceHeaders {
  return Object.fromEntries(
    traceHeaders.filter((name) => name in headers).map((name) => [name, headers[name] ?? ""]),
  );
}

export interface LoggedRequest {
  readonly operation: string;
  readonly at: string;
  /** The parsed JSON, or the text where it is none. */
  readonly body: unknown;
  /** Those that tell whose request it was; no other headers, and so no credentials, are kept. */
  readonly headers: TraceHeaders;
}

/** Load tests must not fill the memory. */
const maxRequests = 10_000;

/**
 * What the emulator was asked, in order, and how many requests of each operation it is at work on, now and at the most. The
 * counts are exact, the requests the last ten thousand.
 */
export function createRequestLog() {
  let counts: Record<string, number> = {};
  let requests: LoggedRequest[] = [];
  let underWay: Record<string, number> = {};
  let mostAtOnce: Record<string, number> = {};
  return {
    /** Returns what is to be called when the request has ended. */
    record(request: LoggedRequest): () => void {
      const { operation } = request;
      const now = (underWay[operation] ?? 0) + 1;
      underWay[operation] = now;
      mostAtOnce[operation] = Math.max(mostAtOnce[operation] ?? 0, now);
      counts[request.operation] = (counts[request.operation] ?? 0) + 1;
      requests.push(request);
      if (requests.length > maxRequests) requests.shift();
      const counted = underWay;
      return () => {
        counted[operation] = (counted[operation] ?? 0) - 1;
      };
    },
    clear(): void {
      counts = {};
      requests = [];
      underWay = {};
      mostAtOnce = {};
    },
    read: () => ({ counts, underWay, mostAtOnce, requests }),
  };
}

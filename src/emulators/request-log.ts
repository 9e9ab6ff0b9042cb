export type TraceHeaders = Readonly<Partial<Record<(typeof traceHeaders)[number], string>>>;

const traceHeaders = ["x-request-id", "traceparent", "tracestate"] as const;

/** Returns the trace headers that are present. */
export function traceHeadersIn(headers: Readonly<Record<string, string>>): TraceHeaders {
  return Object.fromEntries(
    traceHeaders.filter((name) => name in headers).map((name) => [name, headers[name] ?? ""]),
  );
}

export interface LoggedRequest {
  readonly operation: string;
  readonly at: string;
  /** The parameters in the URL, if it has any. */
  readonly query?: Readonly<Record<string, string>>;
  /** The parsed JSON, or the text if it is not JSON. */
  readonly body: unknown;
  /** Only the trace headers, so that no credentials are stored. */
  readonly headers: TraceHeaders;
}

/** Maximum number of stored requests, so that load tests do not fill the memory. */
const maxRequests = 10_000;

/**
 * Logs the emulator's requests in order, and counts the requests of each operation: total, in progress, and maximum at once.
 * Counts cover all requests; the log stores only the last ten thousand.
 */
export function createRequestLog() {
  let counts: Record<string, number> = {};
  let requests: LoggedRequest[] = [];
  let underWay: Record<string, number> = {};
  let mostAtOnce: Record<string, number> = {};
  return {
    /** Records a request. Call the returned function when the request has ended. */
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

export interface LoggedRequest {
  readonly operation: string;
  readonly at: string;
  /** The parsed JSON, or the text where it is none. Headers, and so credentials, are not kept. */
  readonly body: unknown;
}

/** Load tests must not fill the memory. */
const maxRequests = 10_000;

/** What the emulator was asked, in order; the counts are exact, the requests the last ten thousand. */
export function createRequestLog() {
  let counts: Record<string, number> = {};
  let requests: LoggedRequest[] = [];
  return {
    record(request: LoggedRequest): void {
      counts[request.operation] = (counts[request.operation] ?? 0) + 1;
      requests.push(request);
      if (requests.length > maxRequests) requests.shift();
    },
    clear(): void {
      counts = {};
      requests = [];
    },
    read: () => ({ counts, requests }),
  };
}

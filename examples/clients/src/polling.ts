/** Fields of a window that `waitUntilNextChange` needs. */
interface Scheduled {
  readonly nextOccurrence?: { readonly startsAt: string; readonly endsAt: string } | null | undefined;
}

export interface WaitLimits {
  /** Shortest wait, so that one request covers several changes in a row. */
  readonly leastMs: number;
  /** Longest wait. A window that someone else creates stays unseen for at most this long. */
  readonly greatestMs: number;
}

/** Time until the next start or end of a window, in milliseconds, within the limits. */
export function waitUntilNextChange(
  windows: readonly Scheduled[],
  now: Date,
  { leastMs, greatestMs }: WaitLimits,
): number {
  const waits = windows
    .flatMap(({ nextOccurrence }) => (nextOccurrence ? [nextOccurrence.startsAt, nextOccurrence.endsAt] : []))
    .map((instant) => Date.parse(instant) - now.getTime())
    .filter((waitMs) => waitMs > 0);
  return Math.min(Math.max(leastMs, Math.min(...waits)), greatestMs);
}

/** Waits like `wait`. Tests replace it. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface Polling<Answer> {
  readonly ask: () => Promise<Answer>;
  /** Time until the next request, in milliseconds. The response is undefined after a failure. */
  readonly waitAfter: (answer: Answer | undefined) => number;
  readonly sleep?: Sleep;
  readonly signal: AbortSignal;
}

/** Repeats a request, with a wait in between, until aborted. Never runs two requests at once. */
export async function poll<Answer>({ ask, waitAfter, sleep = wait, signal }: Polling<Answer>): Promise<void> {
  while (!signal.aborted) {
    // A failed request does not stop polling. The client reports it.
    const answer = await ask().catch(() => undefined);
    if (!signal.aborted) await sleep(waitAfter(answer), signal);
  }
}

/** Waits, or returns early when aborted. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timeout);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timeout = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

/** What tells when a window opens or closes. */
interface Scheduled {
  readonly nextOccurrence?: { readonly startsAt: string; readonly endsAt: string } | null | undefined;
}

export interface WaitLimits {
  /** Shorter than this no wait is: many changes in a row are seen by one request. */
  readonly leastMs: number;
  /** Longer than this no wait is: somebody may have made a window since. */
  readonly greatestMs: number;
}

/** How long to wait until one of the windows opens or closes. */
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

/** `window.setTimeout` and its like; a test has its own. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface Polling<Answer> {
  readonly ask: () => Promise<Answer>;
  /** How long to wait after an answer, or after a failure, where it is undefined. */
  readonly waitAfter: (answer: Answer | undefined) => number;
  readonly sleep?: Sleep;
  readonly signal: AbortSignal;
}

/** Asks, waits, and asks again until the signal says to stop. Never two requests at once. */
export async function poll<Answer>({
  ask,
  waitAfter,
  sleep = timer,
  signal,
}: Polling<Answer>): Promise<void> {
  while (!signal.aborted) {
    // A request that fails is shown by who has asked; it ends no polling.
    const answer = await ask().catch(() => undefined);
    if (!signal.aborted) await sleep(waitAfter(answer), signal);
  }
}

function timer(ms: number, signal: AbortSignal): Promise<void> {
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

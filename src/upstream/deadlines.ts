/** The time by which some work must end. */
export interface Deadline {
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  readonly timeLeftMs: () => number;
  /** Whether the work must end now. */
  readonly isOver: () => boolean;
  /** Whether it ended early because no caller is waiting any more or the process is shutting down. */
  readonly isCancelled: () => boolean;
}

/** Creates a deadline that ends after `durationMs`, or as soon as the signal aborts. */
export function deadlineIn(durationMs: number, cancelled?: AbortSignal): Deadline {
  const endsAt = performance.now() + durationMs;
  const timeLeftMs = () => Math.max(0, endsAt - performance.now());
  const isCancelled = () => cancelled?.aborted === true;
  let signal: AbortSignal | undefined;
  return {
    // Created on first use: most requests are answered from the cache, and need no signal.
    get signal() {
      signal ??= anySignal(abortIn(timeLeftMs()), cancelled);
      return signal;
    },
    timeLeftMs,
    // A timer can fire a fraction of a millisecond early.
    isOver: () => signal?.aborted === true || isCancelled() || timeLeftMs() === 0,
    isCancelled,
  };
}

function anySignal(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

/** Rounds the duration, because timers accept whole milliseconds only. A timer of no time would not abort at once. */
function abortIn(durationMs: number): AbortSignal {
  const wholeMs = Math.round(durationMs);
  return wholeMs > 0
    ? AbortSignal.timeout(wholeMs)
    : AbortSignal.abort(new DOMException("The time is over.", "TimeoutError"));
}

/** Waits for shared work until the deadline. The work continues after that. */
export async function waitFor<Result>(work: Promise<Result>, { signal }: Deadline): Promise<Result> {
  return race(work, signal, false);
}

/** Runs one upstream call until the deadline or its own timeout, whichever comes first. */
export async function withinDeadline<Result>(
  deadline: Deadline,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = abortIn(timeoutMs);
  const signal = AbortSignal.any([deadline.signal, limit]);
  if (signal.aborted) throw new DeadlineExceededError(false, signal.reason);
  try {
    // Do not wait for a client that ignores its signal, e.g. in the middle of a body.
    return await race(call(signal), signal, true);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new DeadlineExceededError(true, error, !deadline.signal.aborted);
  }
}

async function race<Result>(work: Promise<Result>, signal: AbortSignal, begun: boolean): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const expire = () => reject(new DeadlineExceededError(begun, signal.reason));
  signal.addEventListener("abort", expire, { once: true });
  if (signal.aborted) expire();
  try {
    return await Promise.race([work, expired]);
  } finally {
    signal.removeEventListener("abort", expire);
  }
}

/** Thrown if no response arrived in time. */
export class DeadlineExceededError extends Error {
  override readonly name = "DeadlineExceededError";

  constructor(
    /** Whether the call had begun, so the request may have been sent. */
    readonly begun: boolean,
    cause: unknown,
    /** Whether the call had its full timeout, not only the time left to its caller. */
    readonly hadItsTime = false,
  ) {
    super("The upstream call timed out.", { cause });
  }
}

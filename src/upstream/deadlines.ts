/** By when something must have ended. */
export interface Deadline {
  /** Aborts at that moment. */
  readonly signal: AbortSignal;
  readonly timeLeftMs: () => number;
  /** Whether it was over before its time, since nobody waits any more or the process ends. */
  readonly isCancelled: () => boolean;
}

/** A deadline after so many milliseconds, or as soon as the signal aborts. */
export function deadlineIn(durationMs: number, cancelled?: AbortSignal): Deadline {
  const endsAt = performance.now() + durationMs;
  const timeout = abortIn(durationMs);
  return {
    signal: cancelled === undefined ? timeout : AbortSignal.any([timeout, cancelled]),
    timeLeftMs: () => Math.max(0, endsAt - performance.now()),
    isCancelled: () => cancelled?.aborted === true,
  };
}

/** Timers take whole milliseconds only. */
function abortIn(durationMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.round(durationMs)));
}

/** Waits for what somebody else has begun, at the longest until the deadline. It goes on after that. */
export async function waitFor<Result>(work: Promise<Result>, { signal }: Deadline): Promise<Result> {
  return race(work, signal, false);
}

/** Runs one upstream call under the deadline and its own time limit, whichever ends first. */
export async function withinDeadline<Result>(
  deadline: Deadline,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = abortIn(timeoutMs);
  const signal = AbortSignal.any([deadline.signal, limit]);
  if (signal.aborted) throw new DeadlineExceededError(false, signal.reason);
  try {
    // A client that ignores its signal, say in the middle of a body, is not waited for.
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

/** The time was over before an answer came. */
export class DeadlineExceededError extends Error {
  override readonly name = "DeadlineExceededError";

  constructor(
    /** Whether the call had begun, so that the request may have been sent. */
    readonly begun: boolean,
    cause: unknown,
    /** Whether it has had all the time that such a call may take, and not only what was left to its caller. */
    readonly hadItsTime = false,
  ) {
    super("The time for an upstream call was over.", { cause });
  }
}

/** The time by which some work must end, and whose work it is. */
export interface Deadline {
  /** Flow of the fair queues that the work belongs to: its caller. Empty for work that all callers share, such as reading a list. */
  readonly flow: string;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  readonly timeLeftMs: () => number;
  /** Whether the work must end now. */
  readonly isOver: () => boolean;
  /** Whether it ended early because no caller is waiting any more or the process is shutting down. */
  readonly isCancelled: () => boolean;
}

/** Creates a deadline that ends after `durationMs`, or as soon as the signal aborts. */
export function deadlineIn(durationMs: number, cancelled?: AbortSignal, flow = ""): Deadline {
  const endsAt = performance.now() + durationMs;
  const timeLeftMs = () => Math.max(0, endsAt - performance.now());
  const isCancelled = () => cancelled?.aborted === true;
  let signal: AbortSignal | undefined;
  return {
    flow,
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

/** Returns a deadline that ends like this one, but after `durationMs` at the latest. */
export function notLongerThan(deadline: Deadline, durationMs: number): Deadline {
  const { signal, flow, isCancelled } = deadline;
  return { ...deadlineIn(Math.min(durationMs, deadline.timeLeftMs()), signal, flow), isCancelled };
}

function anySignal(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

/** Rounds the duration, because timers accept whole milliseconds only. A timer of no time would not abort at once. */
function abortIn(durationMs: number): AbortSignal {
  const wholeMs = Math.round(durationMs);
  return wholeMs > 0 ? AbortSignal.timeout(wholeMs) : AbortSignal.abort(timeoutError());
}

/** Waits for shared work until the deadline. The work continues after that. */
export async function waitFor<Result>(work: Promise<Result>, { signal }: Deadline): Promise<Result> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const expire = () => reject(new DeadlineExceededError(false, signal.reason));
  signal.addEventListener("abort", expire, { once: true });
  if (signal.aborted) expire();
  try {
    return await Promise.race([work, expired]);
  } finally {
    signal.removeEventListener("abort", expire);
  }
}

/**
 * Runs one upstream call until the deadline or its own timeout, whichever comes first. A full read makes hundreds of calls:
 * combining two signals for each would take a twentieth of its processor time.
 */
export async function withinDeadline<Result>(
  { signal: ofDeadline }: Pick<Deadline, "signal">,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  if (ofDeadline.aborted) throw new DeadlineExceededError(false, ofDeadline.reason);
  const ofCall = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  function expire(reason: unknown): void {
    ofCall.abort(reason);
    // Do not wait for a client that ignores its signal, e.g. in the middle of a body.
    reject(new DeadlineExceededError(true, reason, !ofDeadline.aborted));
  }
  const onDeadline = () => expire(ofDeadline.reason);
  ofDeadline.addEventListener("abort", onDeadline, { once: true });
  const timer = setTimeout(() => expire(timeoutError()), Math.round(timeoutMs)).unref();
  try {
    return await Promise.race([call(ofCall.signal), expired]);
  } catch (error) {
    if (!ofCall.signal.aborted || error instanceof DeadlineExceededError) throw error;
    throw new DeadlineExceededError(true, error, !ofDeadline.aborted);
  } finally {
    clearTimeout(timer);
    ofDeadline.removeEventListener("abort", onDeadline);
  }
}

function timeoutError(): DOMException {
  return new DOMException("The time is over.", "TimeoutError");
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

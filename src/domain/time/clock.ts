/** A moment, by the two clocks of the gateway. */
export interface Moment {
  /**
   * The date and time by the system's clock, which can be set forward and back. For schedules, for expiry dates of others, and for
   * what is shown.
   */
  readonly now: Date;
  /** Milliseconds by the steady clock, which never goes back. For ages. Only moments of the same process can be compared. */
  readonly steadyMs: number;
}

export type Clock = () => Moment;

/** A difference between the two readings that grows by more than this was a jump: the clock was set, or the machine slept. */
const toleratedDriftMs = 1_000;

/**
 * Creates a clock from readings of the system's clock and of a monotonic clock. The steady clock is the monotonic clock plus the
 * forward jumps of the system's clock: a monotonic clock stands still while the machine sleeps. So an age never decreases, and is
 * never less than the monotonic time that has passed. It can be too high after somebody sets the system's clock forward, which
 * only causes reads that were not needed.
 */
export function createClock(systemMs: () => number, monotonicMs: () => number): Clock {
  let differenceMs = systemMs() - monotonicMs();
  let jumpsMs = 0;
  return () => {
    const monotonic = monotonicMs();
    const system = systemMs();
    const aheadMs = system - monotonic - differenceMs;
    const isJump = aheadMs > toleratedDriftMs;
    if (isJump) jumpsMs += aheadMs;
    if (isJump || aheadMs < 0) differenceMs += aheadMs;
    return { now: new Date(system), steadyMs: monotonic + jumpsMs };
  };
}

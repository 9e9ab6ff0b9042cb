/** Fixed numbers of the calls to providers. What operators can change is in `settings/resilience.ts`. */

/** Longest part of a request that one attempt may take: a longer limit than the request has would never count against the source. */
export const maxAttemptShare = 0.8;

/** Waits between the attempts of a read: a random time around 100 ms first, then longer, up to the maximum. In milliseconds. */
export const retryBackoff = { initialDelay: 128, maxDelay: 2_000 } as const;

/** How long a throttled response explains why later calls had no time left; providers that throttle still let some calls pass. */
export const throttleReasonMs = 5_000;

/** Slowest rate for a throttled source: few for any account, and double the pace at which a source recovers. */
export const minCallsPerSecond = 2;

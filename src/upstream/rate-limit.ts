import type { RateLimiter } from "@smithy/core/retry";
import PQueue from "p-queue";
import { waitInQueue } from "./call-queue.js";
import { minCallsPerSecond, throttleReasonMs } from "./constants.js";
import type { Deadline } from "./deadlines.js";
import { waitFor } from "./deadlines.js";

/** Waits until the source's next call may start. Reads and writes of the source share the rate. */
export type FixedRate = (deadline: Deadline) => Promise<void>;

/** Lets at most this many calls start per second. A call whose deadline has passed does not count. */
export function createFixedRate(callsPerSecond: number): FixedRate {
  const maxStarts = Math.max(1, Math.floor(callsPerSecond));
  const intervalMs = (1000 * maxStarts) / callsPerSecond;
  const line = new PQueue({ concurrency: 1 });
  /** The last starts by the monotonic clock. p-queue's own limit counts by the system's clock, which can be set back. */
  const starts: number[] = [];

  /** Waits until the call may start. The next caller gets the place of one that has gone. */
  async function start({ signal }: Deadline): Promise<void> {
    const [oldest = Number.NEGATIVE_INFINITY] = starts.length < maxStarts ? [] : starts;
    const waitMs = oldest + intervalMs - performance.now();
    if (waitMs > 0) await new Promise<void>((resolve) => void setTimeout(resolve, waitMs).unref());
    if (signal.aborted) return;
    starts.push(performance.now());
    if (starts.length > maxStarts) starts.shift();
  }

  return (deadline) =>
    waitInQueue(
      deadline,
      line.add(() => start(deadline), { signal: deadline.signal }),
    );
}

export interface RateLimitOptions {
  /** The configured rate of the source; null if it has none. */
  readonly fixedRate: FixedRate | null;
  readonly isThrottle: (error: unknown) => boolean;
  /** Called when the provider begins to throttle. */
  readonly onThrottle: (error: unknown) => void;
}

/** Slows calls down once the provider throttles, then speeds up as calls succeed (the limiter of the AWS SDKs' adaptive mode). */
export function createRateLimit({ fixedRate, isThrottle, onThrottle }: RateLimitOptions) {
  const tokens = new PQueue({ concurrency: 1 });
  /** The limiter's token for the next call; null if none was requested. */
  let token: Promise<void> | null = null;
  let limiter: Promise<RateLimiter> | undefined;
  let lastThrottle: { readonly error: unknown; readonly at: number } | null = null;

  function recentThrottle(): unknown {
    const isRecent = lastThrottle !== null && performance.now() - lastThrottle.at < throttleReasonMs;
    return isRecent ? lastThrottle?.error : null;
  }

  /** Waits in line for a token. A token that comes too late for its caller goes to the next one. */
  async function takeToken(adaptive: RateLimiter, deadline: Deadline): Promise<void> {
    const { signal } = deadline;
    await waitFor(
      tokens.add(async () => {
        if (signal.aborted) return;
        token ??= adaptive.getSendToken();
        await token;
        if (!signal.aborted) token = null;
      }),
      deadline,
    );
  }

  return {
    /** Makes the call at the rate that the provider accepts. */
    async run<Result>(deadline: Deadline, call: () => Promise<Result>): Promise<Result> {
      limiter ??= createAdaptiveLimiter();
      const adaptive = await limiter;
      await fixedRate?.(deadline);
      await takeToken(adaptive, deadline);
      try {
        const result = await call();
        adaptive.updateClientSendingRate({});
        return result;
      } catch (error) {
        if (isThrottle(error)) {
          adaptive.updateClientSendingRate({ errorType: "THROTTLING" });
          if (recentThrottle() === null) onThrottle(error);
          lastThrottle = { error, at: performance.now() };
        }
        throw error;
      }
    },

    /** Returns the error of a recent throttled response; null if there is none. */
    recentThrottle,
  };
}

/** Imports the limiter at the first call, to keep the gateway's startup short. */
async function createAdaptiveLimiter(): Promise<RateLimiter> {
  const { DefaultRateLimiter } = await import("@smithy/core/retry");
  // The types declare the method private.
  const SystemTimeLimiter = DefaultRateLimiter as unknown as new (options: object) => RateLimiter;
  class MonotonicLimiter extends SystemTimeLimiter {
    /** Replaces the system's clock: if that is set back, the limiter would wait until it is as late as before. */
    getCurrentTimeInSeconds(): number {
      return performance.now() / 1000;
    }
  }
  return new MonotonicLimiter({ minFillRate: minCallsPerSecond });
}

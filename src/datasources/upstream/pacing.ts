import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, waitFor } from "../deadlines.js";

/** What a provider said when it refused a call as one too many. */
export interface Throttle {
  /** Null where it did not say how long to wait. */
  readonly retryAfterSeconds: number | null;
}

export interface PacingOptions {
  /** How many calls run at once. */
  readonly concurrency: number;
  /** Null for an error that is no throttling. */
  readonly throttleOf: (error: unknown) => Throttle | null;
  /** Told when the provider begins to throttle. */
  readonly onThrottle: (error: unknown) => void;
  /** A provider that asks for a longer wait is not waited for. */
  readonly longestWaitMs: number;
}

/**
 * Keeps one source's calls within what its provider takes: so many at once and, once the provider throttles, at a rate
 * that adapts to its answers (the limiter of the AWS SDKs' adaptive retry mode).
 */
export function createPacing({ concurrency, throttleOf, onThrottle, longestWaitMs }: PacingOptions) {
  const queue = new PQueue({ concurrency });
  let limiter: ReturnType<typeof createRateLimiter> | undefined;
  let lastRefusal: { readonly error: unknown; readonly at: number } | null = null;

  /** The error by which the provider throttles now; null where it does not. */
  function refusal(): unknown {
    const isRecent = lastRefusal !== null && performance.now() - lastRefusal.at < refusalCountsMs;
    return isRecent ? lastRefusal?.error : null;
  }

  /** Makes the call at the source's rate. */
  async function atRate<Result>(deadline: Deadline, call: () => Promise<Result>): Promise<Result> {
    limiter ??= createRateLimiter();
    const rate = await limiter;
    await waitFor(rate.getSendToken(), deadline);
    try {
      const result = await call();
      rate.updateClientSendingRate({});
      return result;
    } catch (error) {
      if (throttleOf(error) !== null) {
        rate.updateClientSendingRate({ errorType: "THROTTLING" });
        if (refusal() === null) onThrottle(error);
        lastRefusal = { error, at: performance.now() };
      }
      throw error;
    }
  }

  /** Tells how long to wait where the call was throttled and is worth another. */
  async function attempt<Result>(deadline: Deadline, call: () => Promise<Result>): Promise<Attempt<Result>> {
    try {
      return { result: await atRate(deadline, call) };
    } catch (error) {
      const throttle = throttleOf(error);
      const waitMs = (throttle?.retryAfterSeconds ?? 0) * 1000;
      const isWorthWaiting = waitMs <= longestWaitMs && waitMs < deadline.timeLeftMs();
      if (throttle === null || !isWorthWaiting) throw error;
      return { error, waitMs };
    }
  }

  /** Waits for a turn, and leaves the queue when nobody waits for it any more. */
  async function turnOf<Result>(
    deadline: Deadline,
    priority: number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const { signal } = deadline;
    try {
      return await waitFor(queue.add(work, { priority, signal }), deadline);
    } catch (error) {
      throw error === signal.reason ? new DeadlineExceededError(false, error) : error;
    }
  }

  return {
    /**
     * Runs a call when its turn comes, and again while it is throttled and its deadline allows; bulk calls let all others
     * go first.
     */
    async repeatedly<Result>(
      deadline: Deadline,
      isBulk: boolean,
      call: () => Promise<Result>,
    ): Promise<Result> {
      for (;;) {
        const outcome = await turnOf(deadline, isBulk ? 0 : 1, () => attempt(deadline, call));
        if ("result" in outcome) return outcome.result;
        // It waits outside its turn, which is another's meanwhile.
        await sleep(outcome.waitMs, undefined, { signal: deadline.signal, ref: false }).catch(() => {
          throw outcome.error;
        });
      }
    },

    /** Runs a call when its turn comes, once. */
    async once<Result>(deadline: Deadline, call: () => Promise<Result>): Promise<Result> {
      let hasBegun = false;
      const begin = () => {
        hasBegun = true;
        return call();
      };
      try {
        return await turnOf(deadline, 0, () => atRate(deadline, begin));
      } catch (error) {
        // Whether it may have been sent makes all the difference to who wanted a write.
        throw hasBegun && error instanceof DeadlineExceededError
          ? new DeadlineExceededError(true, error)
          : error;
      }
    },

    refusal,
  };
}

type Attempt<Result> = { readonly result: Result } | { readonly error: unknown; readonly waitMs: number };

/** A provider that throttles lets some calls pass too. */
const refusalCountsMs = 5_000;

/** Imported at the first call: it is no part of the start. */
async function createRateLimiter() {
  const { DefaultRateLimiter } = await import("@smithy/core/retry");
  // Two calls a second are few for any account, and double the pace at which a source recovers.
  return new DefaultRateLimiter({ minFillRate: 2 });
}

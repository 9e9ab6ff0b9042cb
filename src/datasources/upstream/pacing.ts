import PQueue from "p-queue";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, waitFor } from "../deadlines.js";
import type { Occupancy } from "./observer.js";

export interface PacingOptions {
  /** How many calls run at once. */
  readonly concurrency: number;
  /** Lets so many calls of the source begin in a second; null where it has no limit of its own. */
  readonly pace: Pace | null;
  readonly isThrottle: (error: unknown) => boolean;
  /** Told when the provider begins to throttle. */
  readonly onThrottle: (error: unknown) => void;
}

/** What all calls of a source, reads and writes, go through one after the other. */
export type Pace = (deadline: Deadline) => Promise<void>;

/** Lets so many calls begin in a second; what nobody waits for any more takes no place. */
export function createPace(callsPerSecond: number): Pace {
  const intervalCap = Math.max(1, Math.floor(callsPerSecond));
  const starts = new PQueue({ intervalCap, interval: (1000 * intervalCap) / callsPerSecond, strict: true });
  return (deadline) =>
    inQueue(
      deadline,
      starts.add(async () => {}, { signal: deadline.signal }),
    );
}

/** Waits for what is in a queue with the deadline's signal, which takes it out of there. */
async function inQueue<Result>(deadline: Deadline, queued: Promise<Result>): Promise<Result> {
  try {
    return await waitFor(queued, deadline);
  } catch (error) {
    throw error === deadline.signal.reason ? new DeadlineExceededError(false, error) : error;
  }
}

/**
 * Keeps one source's calls within what its provider takes: so many at once and, once the provider throttles, at a rate
 * that adapts to its answers (the limiter of the AWS SDKs' adaptive retry mode).
 */
export function createPacing({ concurrency, pace, isThrottle, onThrottle }: PacingOptions) {
  const turns = new PQueue({ concurrency });
  const tokens = new PQueue({ concurrency: 1 });
  /** The limiter's word that a call may be made; null where nobody has asked for one. */
  let token: Promise<void> | null = null;
  let limiter: ReturnType<typeof createRateLimiter> | undefined;
  let lastRefusal: { readonly error: unknown; readonly at: number } | null = null;

  /** The error by which the provider throttles now; null where it does not. */
  function refusal(): unknown {
    const isRecent = lastRefusal !== null && performance.now() - lastRefusal.at < refusalCountsMs;
    return isRecent ? lastRefusal?.error : null;
  }

  /** Waits in line for the limiter's word; what comes for somebody who waits no longer is the next one's. */
  async function takeToken(
    rate: Awaited<ReturnType<typeof createRateLimiter>>,
    deadline: Deadline,
  ): Promise<void> {
    const { signal } = deadline;
    await waitFor(
      tokens.add(async () => {
        if (signal.aborted) return;
        token ??= rate.getSendToken();
        await token;
        if (!signal.aborted) token = null;
      }),
      deadline,
    );
  }

  return {
    /** Does the work when its turn comes, those of a higher priority first; leaves when nobody waits for it any more. */
    inTurn: <Result>(deadline: Deadline, priority: number, work: () => Promise<Result>): Promise<Result> =>
      inQueue(deadline, turns.add(work, { priority, signal: deadline.signal })),

    /** Makes the call at the source's rate. */
    async atRate<Result>(deadline: Deadline, call: () => Promise<Result>): Promise<Result> {
      limiter ??= createRateLimiter();
      const rate = await limiter;
      await pace?.(deadline);
      await takeToken(rate, deadline);
      try {
        const result = await call();
        rate.updateClientSendingRate({});
        return result;
      } catch (error) {
        if (isThrottle(error)) {
          rate.updateClientSendingRate({ errorType: "THROTTLING" });
          if (refusal() === null) onThrottle(error);
          lastRefusal = { error, at: performance.now() };
        }
        throw error;
      }
    },

    refusal,

    occupancy: (): Occupancy => ({ running: turns.pending, waiting: turns.size }),
  };
}

/** A provider that throttles lets some calls pass too. */
const refusalCountsMs = 5_000;

/** Imported at the first call: it is no part of the start. */
async function createRateLimiter() {
  const { DefaultRateLimiter } = await import("@smithy/core/retry");
  // Two calls a second are few for any account, and double the pace at which a source recovers.
  return new DefaultRateLimiter({ minFillRate: 2 });
}

import { setTimeout as sleep } from "node:timers/promises";
import { ExponentialBackoff } from "cockatiel";
import type { UpstreamFacts, Verdict } from "../../domain/verdicts.js";
import type { Deadline } from "../deadlines.js";
import { CircuitOpenError } from "./circuit-breaker.js";

export interface RepeatOptions {
  readonly maxAttempts: number;
  /** A provider that asks for a longer wait is not waited for. */
  readonly longestWaitMs: number;
  readonly factsOf: (error: unknown) => UpstreamFacts;
  /** Told of each repetition that was sent, when it has ended. */
  readonly onRepeat: (reason: Verdict) => void;
}

/** What may go better at once. A time-out has used up the time, and an answer that is wrong will be so again. */
const passing: readonly Verdict[] = ["UNREACHABLE", "SERVER_ERROR"];

/** Some 100 ms before the first repetition, at random, and longer before each that follows. */
const backoffs = new ExponentialBackoff({ initialDelay: 128, maxDelay: 2_000 });

/** Makes a read again while that may help and its deadline allows, and waits as long as the provider asks for. */
export async function repeat<Result>(
  attempt: () => Promise<Result>,
  deadline: Deadline,
  { maxAttempts, longestWaitMs, factsOf, onRepeat }: RepeatOptions,
): Promise<Result> {
  let backoff = backoffs.next();
  let failures = 0;
  let last: { readonly error: unknown; readonly verdict: Verdict } | null = null;
  for (;;) {
    let error: unknown;
    try {
      const result = await attempt();
      if (last !== null) onRepeat(last.verdict);
      return result;
    } catch (thrown) {
      error = thrown;
    }
    if (last !== null) {
      // Why the circuit has opened says more.
      if (error instanceof CircuitOpenError) throw last.error;
      onRepeat(last.verdict);
    }
    const { verdict, retryAfterSeconds } = factsOf(error);
    last = { error, verdict };
    const isThrottled = verdict === "THROTTLED";
    if (!isThrottled) failures += 1;
    if (!isThrottled && (!passing.includes(verdict) || failures >= maxAttempts)) throw error;
    const askedMs = (retryAfterSeconds ?? 0) * 1000;
    // A throttled call comes at the rate that its source has been given.
    const waitMs = isThrottled ? askedMs : Math.max(askedMs, backoff.duration);
    if (askedMs > longestWaitMs || waitMs >= deadline.timeLeftMs()) throw error;
    if (!isThrottled) backoff = backoff.next(undefined);
    await sleep(waitMs, undefined, { signal: deadline.signal, ref: false }).catch(() => {
      throw error;
    });
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { ExponentialBackoff } from "cockatiel";
import type { FailureReason } from "../domain/failures/failure-reasons.js";
import type { UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import { CircuitOpenError } from "./circuit-breaker.js";
import { retryBackoff } from "./constants.js";
import type { Deadline } from "./deadlines.js";

export interface RetryOptions {
  /** Maximum number of attempts, the first included. Throttled responses do not count. */
  readonly maxAttempts: number;
  /** Longest wait that the provider can ask for. If it asks for more, the read fails at once. */
  readonly maxWaitMs: number;
  readonly classifyError: (error: unknown) => UpstreamErrorDetails;
  /** Called after each retry that was sent, with the reason for it. */
  readonly onRetry: (reason: FailureReason) => void;
}

/** Failures after which a retry helps. After a timeout, no time is left; a malformed response would be malformed again. */
const retriedReasons: readonly FailureReason[] = ["UNREACHABLE", "SERVER_ERROR"];

const backoffs = new ExponentialBackoff(retryBackoff);

/** Retries a read while a retry can help and the deadline allows it. Waits as long as the provider asks. */
export async function retryRead<Result>(
  attempt: () => Promise<Result>,
  deadline: Deadline,
  { maxAttempts, maxWaitMs, classifyError, onRetry }: RetryOptions,
): Promise<Result> {
  let backoff = backoffs.next();
  let failures = 0;
  let last: { readonly error: unknown; readonly reason: FailureReason } | null = null;
  for (;;) {
    let error: unknown;
    try {
      const result = await attempt();
      if (last !== null) onRetry(last.reason);
      return result;
    } catch (thrown) {
      error = thrown;
    }
    if (last !== null) {
      // The failure that opened the circuit is more useful.
      if (error instanceof CircuitOpenError) throw last.error;
      onRetry(last.reason);
    }
    const { reason, retryAfterSeconds } = classifyError(error);
    last = { error, reason };
    const isThrottled = reason === "THROTTLED";
    if (!isThrottled) failures += 1;
    if (!isThrottled && (!retriedReasons.includes(reason) || failures >= maxAttempts)) throw error;
    const askedMs = (retryAfterSeconds ?? 0) * 1000;
    // The rate limit already slows throttled calls down.
    const waitMs = isThrottled ? askedMs : Math.max(askedMs, backoff.duration);
    if (askedMs > maxWaitMs || waitMs >= deadline.timeLeftMs()) throw error;
    if (!isThrottled) backoff = backoff.next(undefined);
    await sleep(waitMs, undefined, { signal: deadline.signal, ref: false }).catch(() => {
      throw error;
    });
  }
}

import { dayMs, hourMs, secondMs } from "../../domain/time/units.js";

/** Fixed limits of deliveries. */

/** Timeout of one attempt, until the status of the response has arrived. */
export const attemptTimeoutMs = 10 * secondMs;

/** Concurrent attempts to one sink. Slack shows messages in the order in which they arrive, and accepts about one a second. */
export const concurrency = { slack: 1, webhook: 4 } as const;

/** How many deliveries one sink can owe. Each takes one to two kilobytes. Beyond it, the oldest is dropped. */
export const maxOwed = 1_000;

/** When a failed delivery is repeated. */
export interface RetryTiming {
  /** Longest wait after the first failure. It doubles with each further one. */
  readonly firstMs: number;
  /** Longest wait of all. Also limits what a receiver requests by Retry-After. */
  readonly longestMs: number;
  /** How long after its event a delivery is repeated. */
  readonly forMs: number;
}

export const retryTiming: RetryTiming = { firstMs: 5 * secondMs, longestMs: hourMs, forMs: dayMs };

/** How long a stopping process waits for attempts that run. Another replica repeats those that it cannot finish. */
export const drainTimeoutMs = 2 * secondMs;

import type { RetryTiming } from "./constants.js";

/**
 * Returns how long to wait after a failed attempt, in milliseconds: exponential backoff with jitter, or longer if the receiver
 * requests it. `random` is from 0 to 1.
 */
export function retryDelayMs(
  failures: number,
  retryAfterMs: number | null,
  { firstMs, longestMs }: RetryTiming,
  random: number,
): number {
  const backoffMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.max(backoffMs * (0.5 + random / 2), Math.min(longestMs, retryAfterMs ?? 0));
}

import { codeOf, statusOf } from "../failure-codes";

/** Delay before the first attempt, which doubles after each failed one. */
const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/** The least of these delays if the gateway has too many streams: it needs time rather than attempts. */
const exhaustedDelayMs = 30_000;

/**
 * Returns how long to wait before the next attempt, in milliseconds. `failedAttempts` counts those since the streams were last open.
 * Half of it is random, so that not all pages return at once after the gateway has restarted.
 */
export function reconnectDelayMs(failure: unknown, failedAttempts: number, random: () => number): number {
  const doubledMs = Math.min(longestDelayMs, firstDelayMs * 2 ** failedAttempts);
  const delayMs = isExhausted(failure) ? Math.max(exhaustedDelayMs, doubledMs) : doubledMs;
  return delayMs * (0.5 + random() / 2);
}

function isExhausted(failure: unknown): boolean {
  return codeOf(failure) === "RESOURCE_EXHAUSTED" || statusOf(failure) === 429;
}

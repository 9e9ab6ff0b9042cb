/** Converts the response to Redis's command TIME, seconds and microseconds, into milliseconds. */
export function redisTimeMs([seconds, microseconds]: readonly (number | string | undefined)[]): number {
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

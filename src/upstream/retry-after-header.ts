/**
 * Returns the seconds in a response's `retry-after` header, given as a number or a date (RFC 9110, section 10.2.3); null if
 * there are none.
 */
export function retryAfter(header: (name: string) => unknown): number | null {
  return secondsIn(header("retry-after")) ?? secondsUntil(header("retry-after"), header("date"));
}

/** Returns the number in a header such as `x-ratelimit-reset`; null if it does not hold one. */
export function secondsIn(value: unknown): number | null {
  if (typeof value !== "string" || !/^\s*[0-9]+(?:\.[0-9]+)?\s*$/.test(value)) return null;
  return Number(value);
}

/** Returns the seconds until an HTTP date, by the sender's clock. */
function secondsUntil(date: unknown, now: unknown): number | null {
  if (typeof date !== "string" || typeof now !== "string") return null;
  const milliseconds = Date.parse(date) - Date.parse(now);
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds / 1000) : null;
}

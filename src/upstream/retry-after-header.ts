/**
 * The seconds that an answer's header `retry-after` names, as a number or as a date (RFC 9110, section 10.2.3); null where it
 * names none.
 */
export function retryAfter(header: (name: string) => unknown): number | null {
  return secondsIn(header("retry-after")) ?? secondsUntil(header("retry-after"), header("date"));
}

/** The number in a header such as `x-ratelimit-reset`; null where it holds none. */
export function secondsIn(value: unknown): number | null {
  if (typeof value !== "string" || !/^\s*[0-9]+(?:\.[0-9]+)?\s*$/.test(value)) return null;
  return Number(value);
}

/** Until an HTTP date, by the clock of who named it. */
function secondsUntil(date: unknown, now: unknown): number | null {
  if (typeof date !== "string" || typeof now !== "string") return null;
  const milliseconds = Date.parse(date) - Date.parse(now);
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds / 1000) : null;
}

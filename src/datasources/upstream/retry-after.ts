/** The seconds in a header such as `retry-after` or `x-ratelimit-reset`; null where it holds none, say a date. */
export function secondsIn(header: unknown): number | null {
  if (typeof header !== "string" || header.trim() === "") return null;
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

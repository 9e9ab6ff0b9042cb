import { maxRetryAfterSeconds } from "./constants.js";

/** Returns a header of a response; undefined if it has none. */
type HeaderOf = (name: string) => unknown;

/** The largest number that counts as a duration. A larger one is a Unix time. */
const maxDuration = 1e9;

/** The largest number that counts as a Unix time in seconds. A larger one is in milliseconds or a smaller unit. */
const maxUnixSeconds = 1e11;

const numberPattern = /^[0-9]{1,20}(?:\.[0-9]{1,20})?$/;

/** The dates of RFC 9110 (section 5.6.7), without the weekday before a comma, and those of RFC 3339. */
const datePattern =
  /^(?:[0-9]{1,2}[ -][a-z]{3}[ -][0-9]{2,4} |[a-z]{3} [a-z]{3} {1,2}[0-9]{1,2} |[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ]|$))/i;

const zonePattern = /(?:[a-z]|[+-][0-9]{2}:?[0-9]{2})$/i;

/**
 * Returns the wait that a header such as `retry-after` asks for, in seconds; null if it asks for none. Accepts durations,
 * Unix times, and dates. Instants count from the response's own `date`, because the gateway's clock may differ. If a proxy
 * has joined several values with commas, the longest wait applies.
 */
export function waitSeconds(name: string, headerOf: HeaderOf, unitMs = 1000): number | null {
  const sentAtMs = Math.max(...valuesIn(headerOf("date")).map(dateMs).filter(Number.isFinite));
  const waitsMs = valuesIn(headerOf(name))
    .map((text) =>
      numberPattern.test(text) ? numberMs(Number(text), sentAtMs, unitMs) : dateMs(text) - sentAtMs,
    )
    .filter(Number.isFinite);
  if (waitsMs.length === 0) return null;
  return Math.min(Math.ceil(Math.max(0, ...waitsMs)) / 1000, maxRetryAfterSeconds);
}

/** Returns the parts between commas. A weekday becomes a part of its own, which is neither a number nor a date. */
function valuesIn(header: unknown): readonly string[] {
  return typeof header === "string" ? header.split(",").map((value) => value.trim()) : [];
}

function numberMs(number: number, sentAtMs: number, unitMs: number): number {
  if (number < maxDuration) return number * unitMs;
  let seconds = number;
  while (seconds > maxUnixSeconds) seconds /= 1000;
  return seconds * 1000 - sentAtMs;
}

/** Returns the instant of a date, in UTC unless it names a zone; NaN if it is not a date. */
function dateMs(text: string): number {
  if (!datePattern.test(text)) return Number.NaN;
  return Date.parse(zonePattern.test(text) ? text : `${text}Z`);
}

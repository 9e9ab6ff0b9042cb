import type { IncomingHttpHeaders } from "node:http";
import { isNotModified } from "../http/entity-tag.js";

export interface Validators {
  /** The opaque part of the weak entity tag, in quotation marks. */
  readonly entityTag: string;
  /** Seconds since 1970; null if unknown. */
  readonly modifiedAt: number | null;
}

/** Whether the client already has the content (RFC 9110, section 13.2.2). */
export function hasContent(headers: IncomingHttpHeaders, { entityTag, modifiedAt }: Validators): boolean {
  const { "if-none-match": entityTags, "if-modified-since": since } = headers;
  if (entityTags !== undefined) return isNotModified(entityTags, entityTag);
  const sinceMs = since === undefined ? null : httpDateMs(since);
  return modifiedAt !== null && sinceMs !== null && modifiedAt * 1000 <= sinceMs;
}

/**
 * Returns the instant of a date in one of HTTP's three forms (RFC 9110, section 5.6.7), in milliseconds since 1970; null for any other
 * text. `Date.parse` alone accepts other forms, times without a zone, and 30 February.
 */
function httpDateMs(text: string): number | null {
  const ms = Date.parse(text.endsWith(" GMT") ? text : `${text} GMT`);
  return Number.isFinite(ms) && formsOf(new Date(ms)).includes(text) ? ms : null;
}

/** Returns all forms of an instant. The last two are obsolete, but must be accepted. */
function formsOf(instant: Date): readonly string[] {
  const [weekday = "", day = "", month, year = "", time] = instant.toUTCString().split(/,? /);
  const longWeekday = weekdays.find((name) => name.startsWith(weekday));
  return [
    `${weekday}, ${day} ${month} ${year} ${time} GMT`,
    `${longWeekday}, ${day}-${month}-${year.slice(-2)} ${time} GMT`,
    `${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`,
  ];
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

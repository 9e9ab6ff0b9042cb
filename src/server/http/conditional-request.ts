import type { IncomingHttpHeaders } from "node:http";
import type { FastifyReply } from "fastify";

/** What identifies the content of a response. */
export interface Validators {
  readonly entityTag: string;
  /** When the content last changed, in seconds since 1970; null if unknown. */
  readonly modifiedAt: number | null;
}

/** Whether the client already has the content (RFC 9110, section 13.2.2). */
export function isNotModified(headers: IncomingHttpHeaders, { entityTag, modifiedAt }: Validators): boolean {
  const { "if-none-match": entityTags, "if-modified-since": since } = headers;
  if (entityTags !== undefined)
    return entityTags.trim() === "*" || opaqueTags(entityTags).includes(opaqueTags(entityTag)[0]);
  const sinceMs = since === undefined ? null : httpDateMs(since);
  return modifiedAt !== null && sinceMs !== null && modifiedAt * 1000 <= sinceMs;
}

/** Makes a response 304. It keeps its validators, `cache-control` and `vary` (RFC 9110, section 15.4.5). */
export function toNotModified(reply: FastifyReply): FastifyReply {
  for (const name of ["content-type", "content-encoding", "content-length"]) reply.removeHeader(name);
  return reply.code(304);
}

/** Returns the opaque parts of entity tags, by which weak tags are compared (RFC 9110, section 8.8.3.2). */
function opaqueTags(text: string): readonly (string | undefined)[] {
  return text.match(/"[^"]*"/g) ?? [];
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

import { instantText, latestInstant } from "../../domain/time/instants.js";
import { secondMs } from "../../domain/time/units.js";
import { baselineSeconds } from "./constants.js";
import type { EventTimes } from "./event-times.js";

/** Returns the lines about the times of an event, and about when it last changed. */
export function timeLines({ first, daily, revision }: EventTimes): string {
  const revisedAt = timeText(new Date(revision * secondMs));
  const until = daily?.until ? `;UNTIL=${timeText(daily.until)}` : "";
  const lines = [
    `DTSTAMP:${revisedAt}`,
    `SEQUENCE:${revision - baselineSeconds}`,
    // DTSTAMP alone, for an event that nobody has seen change.
    ...(revision === baselineSeconds ? [] : [`LAST-MODIFIED:${revisedAt}`]),
    `DTSTART:${timeText(first.startsAt)}`,
    `DTEND:${timeText(endOf(first.endsAt))}`,
    ...(daily === null ? [] : [`RRULE:FREQ=DAILY${until}`]),
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** `20260131T220000Z` */
function timeText(instant: Date): string {
  return instantText(instant).replace(/[-:]|\.\d+/g, "");
}

/** Rounds up to a whole second, iCalendar's resolution, so that an occurrence is never cut short or empty. */
function endOf(endsAt: Date): Date {
  const endMs = Math.ceil(endsAt.getTime() / secondMs) * secondMs;
  return new Date(Math.min(endMs, latestInstant.getTime()));
}

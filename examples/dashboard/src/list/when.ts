import type { Window } from "../names";
import { clockTime, fromNow, localTime, rangeText, timeRange } from "../time";

/** When a window is open: the time that matters most, and what helps to understand it. */
export interface When {
  readonly text: string;
  readonly detail: string;
}

export function whenOf(window: Window, timeZone: string, now: Date): When {
  if (window.certainty === "UNDERWAY") return { text: "end not known", detail: "" };
  const occurrence = window.nextOccurrence;
  if (occurrence === null) {
    // Only Datadog windows can have ended.
    if (window.__typename !== "DatadogMaintenanceWindow") return { text: "", detail: "" };
    return { text: timeRange(window, timeZone, now), detail: `ended ${fromNow(window.endsAt, now)}` };
  }
  return whenOpen(occurrence, timeZone, now);
}

export function whenOpen(
  occurrence: { readonly startsAt: string; readonly endsAt: string },
  timeZone: string,
  now: Date,
): When {
  const { startsAt, endsAt } = occurrence;
  if (Date.parse(startsAt) <= now.getTime())
    return { text: `until ${clockTime(endsAt, timeZone, now)}`, detail: fromNow(endsAt, now) };
  return { text: timeRange(occurrence, timeZone, now), detail: fromNow(startsAt, now) };
}

/** Daily hours in the reader's zone, and in UTC, in which they are fixed: `07:00 – 15:00 (06:00 – 14:00 UTC)`. */
export function dailyHours(
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
  timeZone: string,
  now: Date,
): string {
  const local = rangeText(localTime(startTime, timeZone, now), localTime(endTime, timeZone, now));
  return withUtc(local, { startTime, endTime });
}

/** Local hours, and in brackets those in UTC, unless they are the same. */
export function withUtc(
  local: string,
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
): string {
  const utc = rangeText(startTime, endTime);
  return local === utc ? `${utc}\u00a0UTC` : `${local} (${utc}\u00a0UTC)`;
}

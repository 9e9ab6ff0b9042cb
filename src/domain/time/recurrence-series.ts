import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import type { Schedule } from "./schedules.js";
import { nextOccurrence, occurrencesWithin } from "./schedules.js";
import { dayMs } from "./units.js";

/** Openings as a calendar program writes them: one, and how it is repeated. */
export interface Series {
  readonly first: Interval;
  /** Null for a single opening; else when the last repetition begins, null where there is no end of them. */
  readonly daily: { readonly until: Date | null } | null;
}

/**
 * A one-time opening, whenever it is; of a recurring schedule what has not ended at the instant. Of its past nothing is
 * known: it may have had another time. Null where it never opens.
 */
export function seriesFrom(schedule: Schedule, instant: Date): Series | null {
  const isOnce = schedule.recurrence === "NONE";
  const first = nextOccurrence(schedule, isOnce ? earliestInstant : instant);
  return first === null ? null : { first, daily: isOnce ? null : { until: null } };
}

/** The openings that share an instant with the half-open range; null where none does. */
export function seriesWithin(schedule: Schedule, range: Interval): Series | null {
  const [first, second] = occurrencesWithin(schedule, range, 2);
  if (first === undefined) return null;
  if (second === undefined) return { first, daily: null };
  const last = occurrencesWithin(schedule, lastDayOf(range), 3).at(-1) ?? second;
  return { first, daily: { until: last.startsAt } };
}

/** What shares an instant with the last daily opening of a range, however long that is: one begins each day. */
function lastDayOf({ startsAt, endsAt }: Interval): Interval {
  const endMs = Math.min(endsAt.getTime(), latestInstant.getTime());
  return { startsAt: new Date(Math.max(startsAt.getTime(), endMs - dayMs)), endsAt: new Date(endMs) };
}

import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import type { Schedule } from "./schedules.js";
import { nextOccurrence, occurrencesWithin } from "./schedules.js";
import { dayMs } from "./units.js";

/** Occurrences as calendar apps describe them: the first one, and how it repeats. */
export interface Series {
  readonly first: Interval;
  /** Null for a single occurrence. Otherwise `until` is when the last occurrence starts, or null if they never end. */
  readonly daily: { readonly until: Date | null } | null;
}

/**
 * For a one-time schedule, returns its only occurrence, past or future. For a recurring schedule, returns the occurrences
 * that have not ended at the instant: it may have had other times in the past, so its past occurrences are unknown. Returns
 * null if the window never opens.
 */
export function seriesFrom(schedule: Schedule, instant: Date): Series | null {
  const isOnce = schedule.recurrence === "NONE";
  const first = nextOccurrence(schedule, isOnce ? earliestInstant : instant);
  return first === null ? null : { first, daily: isOnce ? null : { until: null } };
}

/** Returns the occurrences that overlap the half-open range; null if there are none. */
export function seriesWithin(schedule: Schedule, range: Interval): Series | null {
  const [first, second] = occurrencesWithin(schedule, range, 2);
  if (first === undefined) return null;
  if (second === undefined) return { first, daily: null };
  const last = occurrencesWithin(schedule, lastDayOf(range), 3).at(-1) ?? second;
  return { first, daily: { until: last.startsAt } };
}

/** Returns the last day of the range. It overlaps the last daily occurrence, because one starts every day. */
function lastDayOf({ startsAt, endsAt }: Interval): Interval {
  const endMs = Math.min(endsAt.getTime(), latestInstant.getTime());
  return { startsAt: new Date(Math.max(startsAt.getTime(), endMs - dayMs)), endsAt: new Date(endMs) };
}

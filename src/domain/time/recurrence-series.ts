import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import { overlap } from "./intervals.js";
import type { DailySchedule, OneTimeSchedule } from "./schedules.js";
import { nextOccurrence } from "./schedules.js";
import { dayMs } from "./units.js";

/** Occurrences as calendar apps describe them: the first one, and how it repeats. */
export interface Series {
  readonly first: Interval;
  /** Null for a single occurrence. Otherwise `until` is when the last occurrence starts, or null if they never end. */
  readonly daily: { readonly until: Date | null } | null;
}

/** Returns the only occurrence, past or future. Returns null if it does not overlap the half-open range, or the window never opens. */
export function onlyOccurrence(schedule: OneTimeSchedule, range: Interval | null): Series | null {
  const first = nextOccurrence(schedule, earliestInstant);
  if (first === null || (range !== null && !overlap(first, range))) return null;
  return { first, daily: null };
}

/**
 * Returns the occurrences that have not ended at `since` and start before `until`, always including the first. They never end if
 * `until` is null. Returns null if there are none.
 */
export function dailyOccurrences(schedule: DailySchedule, since: Date, until: Date | null): Series | null {
  const first = nextOccurrence(schedule, since);
  if (first === null) return null;
  if (until === null) return { first, daily: { until: null } };
  const firstMs = first.startsAt.getTime();
  const lengthMs = first.endsAt.getTime() - firstMs;
  const lastMs = Math.min(until.getTime() - 1, latestInstant.getTime() - lengthMs);
  // Every day has 24 hours, because the hours are fixed in UTC.
  const days = Math.floor((lastMs - firstMs) / dayMs);
  return { first, daily: days < 1 ? null : { until: new Date(firstMs + days * dayMs) } };
}

import type { Violation } from "./errors.js";
import { invalid } from "./errors.js";
import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import { contains, isEmpty, overlap } from "./intervals.js";
import { minuteOfDay, minutesPerDay } from "./utc-times.js";

export type Recurrence = "NONE" | "DAILY";
export type MaintenanceStatus = "ACTIVE" | "SCHEDULED" | "ENDED";

/** Opens once. */
export interface OneTimeSchedule extends Interval {
  readonly recurrence: "NONE";
}

/** Opens every day at the same UTC minute, for ever; an end at or before the start is on the next day. */
export interface DailySchedule {
  readonly recurrence: "DAILY";
  /** `HH:MM` */
  readonly startTime: string;
  /** `HH:MM` */
  readonly endTime: string;
}

export type Schedule = OneTimeSchedule | DailySchedule;

const minuteMs = 60_000;
const dayMs = minutesPerDay * minuteMs;

/** ACTIVE while open, SCHEDULED while an opening is still to come, ENDED once none is. */
export function statusAt(schedule: Schedule, at: Date): MaintenanceStatus {
  const next = nextOccurrence(schedule, at);
  if (next === null) return "ENDED";
  return contains(next, at) ? "ACTIVE" : "SCHEDULED";
}

/** The opening that runs at this instant, else the next one, else null. */
export function nextOccurrence(schedule: Schedule, after: Date): Interval | null {
  for (const occurrence of occurrencesFrom(schedule, after)) return occurrence;
  return null;
}

export const maxOccurrences = 1000;

/** As `occurrencesWithin`, for a caller's arguments: throws a ValidationError that holds every violation. */
export function listOccurrences(
  schedule: Schedule,
  { from, to, first }: { readonly from: Date; readonly to: Date; readonly first: number },
): readonly Interval[] {
  const violations: Violation[] = [];
  if (to < from) {
    violations.push({ path: ["to"], code: "ENDS_BEFORE_START", message: "`to` must not be before `from`." });
  }
  if (first < 1 || first > maxOccurrences) {
    const message = `\`first\` must be from 1 to ${maxOccurrences}.`;
    violations.push({ path: ["first"], code: "OUT_OF_RANGE", message });
  }
  if (violations.length > 0) throw invalid(violations);
  return occurrencesWithin(schedule, { startsAt: from, endsAt: to }, first);
}

/** The first openings, in time order, that share an instant with the half-open range. */
export function occurrencesWithin(schedule: Schedule, range: Interval, first: number): readonly Interval[] {
  const found: Interval[] = [];
  for (const occurrence of occurrencesIn(schedule, range)) {
    if (found.length >= first) break;
    found.push(occurrence);
  }
  return found;
}

/** Every opening, in time order, that shares an instant with the half-open range; computed as it is asked for. */
export function* occurrencesIn(schedule: Schedule, range: Interval): Generator<Interval> {
  if (isEmpty(range)) return;
  for (const occurrence of occurrencesFrom(schedule, range.startsAt)) {
    if (!overlap(occurrence, range)) return;
    yield occurrence;
  }
}

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

/** Every opening that has not ended at `instant`, in time order; endless for a recurring schedule. */
function* occurrencesFrom(schedule: Schedule, instant: Date): Generator<Interval> {
  switch (schedule.recurrence) {
    case "NONE":
      if (!isEmpty(schedule) && schedule.endsAt > instant) {
        yield { startsAt: schedule.startsAt, endsAt: schedule.endsAt };
      }
      return;
    case "DAILY": {
      const startMs = minuteOfDay(schedule.startTime) * minuteMs;
      const lengthMs = dailyLengthMs(schedule);
      // The opening of the day before may still run past midnight: this is the first day whose opening has not ended.
      const from = Math.max(instant.getTime(), earliestInstant.getTime());
      const day = Math.floor((from - startMs - lengthMs) / dayMs) + 1;
      for (let midnightMs = day * dayMs; ; midnightMs += dayMs) {
        const startsAt = new Date(midnightMs + startMs);
        const endsAt = new Date(midnightMs + startMs + lengthMs);
        if (!(endsAt <= latestInstant)) return;
        if (startsAt >= earliestInstant) yield { startsAt, endsAt };
      }
    }
  }
}

function dailyLengthMs(schedule: DailySchedule): number {
  const minutes = minuteOfDay(schedule.endTime) - minuteOfDay(schedule.startTime);
  return (minutes > 0 ? minutes : minutes + minutesPerDay) * minuteMs;
}

import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import { contains, isEmpty, overlap } from "./intervals.js";
import { dayMs, minuteMs } from "./units.js";
import { minuteOfDay, minutesPerDay } from "./utc-times.js";

export type Recurrence = "NONE" | "DAILY";
export type MaintenanceStatus = "ACTIVE" | "SCHEDULED" | "ENDED";

/** A window that opens once. */
export interface OneTimeSchedule extends Interval {
  readonly recurrence: "NONE";
}

/** A window that opens every day at the same UTC time, indefinitely. An end at or before the start is on the next day. */
export interface DailySchedule {
  readonly recurrence: "DAILY";
  /** `HH:MM` */
  readonly startTime: string;
  /** `HH:MM` */
  readonly endTime: string;
}

export type Schedule = OneTimeSchedule | DailySchedule;

/** ACTIVE while the window is open, SCHEDULED before its next occurrence, ENDED after its last. */
export function statusAt(schedule: Schedule, at: Date): MaintenanceStatus {
  const next = nextOccurrence(schedule, at);
  if (next === null) return "ENDED";
  return contains(next, at) ? "ACTIVE" : "SCHEDULED";
}

/** Returns the occurrence that is open at the instant, or the next one; null if there is none. */
export function nextOccurrence(schedule: Schedule, after: Date): Interval | null {
  switch (schedule.recurrence) {
    case "NONE": {
      const { startsAt, endsAt } = schedule;
      return !isEmpty(schedule) && endsAt.getTime() > after.getTime() ? { startsAt, endsAt } : null;
    }
    case "DAILY": {
      const startMs = minuteOfDay(schedule.startTime) * minuteMs;
      const lengthMs = dailyLengthMs(schedule);
      // The first day whose occurrence has not ended. Yesterday's may still be open past midnight.
      const fromMs = Math.max(after.getTime(), earliestInstant.getTime());
      const startsAtMs = (Math.floor((fromMs - startMs - lengthMs) / dayMs) + 1) * dayMs + startMs;
      // On the first day, an occurrence can have begun too early.
      return dailyOccurrence(
        startsAtMs < earliestInstant.getTime() ? startsAtMs + dayMs : startsAtMs,
        lengthMs,
      );
    }
  }
}

/**
 * Returns the part of time around the instant in which the schedule neither opens nor closes. Status and next occurrence are the
 * same at each of its instants.
 */
export function unchangedAround(schedule: Schedule, at: Date): Interval {
  const next = nextOccurrence(schedule, at);
  if (schedule.recurrence === "DAILY") {
    if (next === null) return { startsAt: earliestInstant, endsAt: latestInstant };
    if (next.startsAt <= at) return next;
    return { startsAt: new Date(next.endsAt.getTime() - dayMs), endsAt: next.startsAt };
  }
  if (isEmpty(schedule)) return { startsAt: earliestInstant, endsAt: latestInstant };
  if (at < schedule.startsAt) return { startsAt: earliestInstant, endsAt: schedule.startsAt };
  return next ?? { startsAt: schedule.endsAt, endsAt: latestInstant };
}

/** Returns the first occurrences that overlap the half-open range, in time order. */
export function occurrencesWithin(schedule: Schedule, range: Interval, first: number): readonly Interval[] {
  const found: Interval[] = [];
  for (const occurrence of occurrencesIn(schedule, range)) {
    if (found.length >= first) break;
    found.push(occurrence);
  }
  return found;
}

/** Yields every occurrence that overlaps the half-open range, in time order, computed lazily. */
export function* occurrencesIn(schedule: Schedule, range: Interval): Generator<Interval> {
  if (isEmpty(range)) return;
  for (const occurrence of occurrencesFrom(schedule, range.startsAt)) {
    if (!overlap(occurrence, range)) return;
    yield occurrence;
  }
}

/** Yields every occurrence that has not ended at `instant`, in time order; infinite for a recurring schedule. */
function* occurrencesFrom(schedule: Schedule, instant: Date): Generator<Interval> {
  let occurrence = nextOccurrence(schedule, instant);
  while (occurrence !== null) {
    yield occurrence;
    if (schedule.recurrence === "NONE") return;
    occurrence = dailyOccurrence(occurrence.startsAt.getTime() + dayMs, dailyLengthMs(schedule));
  }
}

/** Returns the occurrence; null if it does not end before the last instant. */
function dailyOccurrence(startsAtMs: number, lengthMs: number): Interval | null {
  const endsAtMs = startsAtMs + lengthMs;
  return endsAtMs <= latestInstant.getTime()
    ? { startsAt: new Date(startsAtMs), endsAt: new Date(endsAtMs) }
    : null;
}

function dailyLengthMs(schedule: DailySchedule): number {
  const minutes = minuteOfDay(schedule.endTime) - minuteOfDay(schedule.startTime);
  return (minutes > 0 ? minutes : minutes + minutesPerDay) * minuteMs;
}

import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import { contains, isEmpty, overlap } from "./intervals.js";
import { dayMs, minuteMs } from "./units.js";
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

import { earliestInstant, latestInstant } from "./instants.js";
import type { Interval } from "./intervals.js";
import { isEmpty, overlap } from "./intervals.js";
import { dayMs, minuteMs } from "./units.js";
import { minuteOfDay, minutesPerDay } from "./utc-times.js";

export type Recurrence = "NONE" | "DAILY";
export const maintenanceStatuses = ["ACTIVE", "SCHEDULED", "ENDED"] as const;
export type MaintenanceStatus = (typeof maintenanceStatuses)[number];

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

/**
 * A part of time in which a schedule neither opens nor closes, in milliseconds since 1970. It includes `sinceMs` and excludes
 * `untilMs`. Status and next occurrence are the same at each of its instants.
 */
export interface Phase {
  readonly sinceMs: number;
  readonly untilMs: number;
  /** Start of the open occurrence, or else of the next one. Infinity if the window never opens again. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

const earliestMs = earliestInstant.getTime();
const latestMs = latestInstant.getTime();
const neverMs = Number.POSITIVE_INFINITY;

/** Returns the phase that contains the instant. Works with numbers, because a list has the phase of every window. */
export function phaseAt(schedule: Schedule, atMs: number): Phase {
  if (schedule.recurrence === "DAILY") return dailyPhaseAt(schedule, atMs);
  const startsAtMs = schedule.startsAt.getTime();
  const endsAtMs = schedule.endsAt.getTime();
  if (endsAtMs <= startsAtMs)
    return { sinceMs: earliestMs, untilMs: latestMs, startsAtMs: neverMs, endsAtMs: neverMs };
  if (atMs >= endsAtMs)
    return { sinceMs: endsAtMs, untilMs: latestMs, startsAtMs: neverMs, endsAtMs: neverMs };
  if (atMs >= startsAtMs) return { sinceMs: startsAtMs, untilMs: endsAtMs, startsAtMs, endsAtMs };
  return { sinceMs: earliestMs, untilMs: startsAtMs, startsAtMs, endsAtMs };
}

function dailyPhaseAt(schedule: DailySchedule, atMs: number): Phase {
  const startMs = minuteOfDay(schedule.startTime) * minuteMs;
  const lengthMs = dailyLengthMs(schedule);
  // The first day whose occurrence has not ended. Yesterday's may still be open past midnight.
  const fromMs = Math.max(atMs, earliestMs);
  const dayStartMs = (Math.floor((fromMs - startMs - lengthMs) / dayMs) + 1) * dayMs;
  // On the first day, an occurrence can have begun too early.
  const startsAtMs = dayStartMs + startMs < earliestMs ? dayStartMs + startMs + dayMs : dayStartMs + startMs;
  const endsAtMs = startsAtMs + lengthMs;
  if (endsAtMs > latestMs)
    return { sinceMs: endsAtMs - dayMs, untilMs: latestMs, startsAtMs: neverMs, endsAtMs: neverMs };
  if (startsAtMs <= atMs) return { sinceMs: startsAtMs, untilMs: endsAtMs, startsAtMs, endsAtMs };
  return { sinceMs: endsAtMs - dayMs, untilMs: startsAtMs, startsAtMs, endsAtMs };
}

/** ACTIVE while the window is open, SCHEDULED before its next occurrence, ENDED after its last. */
export function statusAt(schedule: Schedule, at: Date): MaintenanceStatus {
  return statusIn(phaseAt(schedule, at.getTime()), at.getTime());
}

/** Returns the status at an instant of the phase. */
export function statusIn({ startsAtMs }: Phase, atMs: number): MaintenanceStatus {
  if (startsAtMs === neverMs) return "ENDED";
  return startsAtMs <= atMs ? "ACTIVE" : "SCHEDULED";
}

/** Returns the occurrence that is open at the instant, or the next one; null if there is none. */
export function nextOccurrence(schedule: Schedule, after: Date): Interval | null {
  const { startsAtMs, endsAtMs } = phaseAt(schedule, after.getTime());
  return startsAtMs === neverMs ? null : { startsAt: new Date(startsAtMs), endsAt: new Date(endsAtMs) };
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
function* occurrencesIn(schedule: Schedule, range: Interval): Generator<Interval> {
  if (isEmpty(range)) return;
  for (const occurrence of occurrencesFrom(schedule, range.startsAt)) {
    if (!overlap(occurrence, range)) return;
    yield occurrence;
  }
}

/** Yields every occurrence that has not ended at `instant`, in time order; infinite for a recurring schedule. */
function* occurrencesFrom(schedule: Schedule, instant: Date): Generator<Interval> {
  let { startsAtMs, endsAtMs } = phaseAt(schedule, instant.getTime());
  if (startsAtMs === neverMs) return;
  for (;;) {
    yield { startsAt: new Date(startsAtMs), endsAt: new Date(endsAtMs) };
    startsAtMs += dayMs;
    endsAtMs += dayMs;
    if (schedule.recurrence === "NONE" || endsAtMs > latestMs) return;
  }
}

/** Returns how long each occurrence lasts, in milliseconds: more than zero, at most a day. */
export function dailyLengthMs(schedule: DailySchedule): number {
  const minutes = minuteOfDay(schedule.endTime) - minuteOfDay(schedule.startTime);
  return (minutes > 0 ? minutes : minutes + minutesPerDay) * minuteMs;
}

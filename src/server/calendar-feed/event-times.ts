import type { Series } from "../../domain/time/recurrence-series.js";
import { dailyOccurrences, onlyOccurrence } from "../../domain/time/recurrence-series.js";
import type { Schedule } from "../../domain/time/schedules.js";
import { dayMs, secondMs } from "../../domain/time/units.js";
import { baselineSeconds, pastDays, refreshSeconds } from "./constants.js";
import type { EventState } from "./event-record.js";

/** The times of an event, and when they or its content last changed. */
export interface EventTimes extends Series {
  /** Whole seconds since 1970. Greater than that of every earlier state of the event. */
  readonly revision: number;
}

/**
 * Returns the times of a window's event; null if no occurrence is in the period. The revision depends on the state and the time
 * alone, so that all replicas with the same record show the same.
 */
export function scheduledTimes(
  schedule: Schedule,
  state: EventState,
  now: Date,
  days: number | null,
): EventTimes | null {
  const atMs = secondsShown(state, now) * secondMs;
  const until = days === null ? null : new Date(atMs + days * dayMs);
  if (schedule.recurrence === "NONE") {
    const range = until && { startsAt: new Date(atMs - pastDays * dayMs), endsAt: until };
    const only = onlyOccurrence(schedule, range);
    return only && { ...only, revision: latest(state.revisedAt) };
  }
  const series = dailyOccurrences(schedule, new Date(state.since * secondMs), until);
  if (series === null) return null;
  const { first, daily } = series;
  // The first occurrence is the next one once the occurrence before it has ended.
  const startShownMs = first.endsAt.getTime() - dayMs;
  const lastStart = daily === null ? first.startsAt : daily.until;
  // The last occurrence is in the period from the second after this one.
  const endShownMs = days === null || lastStart === null ? 0 : lastStart.getTime() - days * dayMs + secondMs;
  return { ...series, revision: latest(state.revisedAt, startShownMs / secondMs, endShownMs / secondMs) };
}

/**
 * Returns the times of the event of maintenance that is under way. The provider reports no start and no end, so the event lasts from
 * when the gateway first saw it until after the next refresh of the feed. Its end only moves every `refreshSeconds`.
 */
export function underwayTimes(state: EventState, now: Date): EventTimes {
  const at = secondsShown(state, now);
  const endShown = at - (at % refreshSeconds);
  const first = {
    startsAt: new Date(state.since * secondMs),
    endsAt: new Date((endShown + 2 * refreshSeconds) * secondMs),
  };
  return { first, daily: null, revision: latest(state.revisedAt, state.since, endShown) };
}

/** The time that the event shows. A revision can be a few seconds ahead; the event then already shows that time. */
function secondsShown({ revisedAt }: EventState, now: Date): number {
  return Math.max(secondsOf(now), revisedAt ?? 0);
}

/** Returns whole seconds since 1970. */
export function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / secondMs);
}

function latest(...revisions: readonly (number | null)[]): number {
  return Math.max(baselineSeconds, ...revisions.map((revision) => revision ?? 0));
}

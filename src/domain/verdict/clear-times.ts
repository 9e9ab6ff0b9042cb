import type { OrderedWindow } from "../lists/ordered-window.js";
import type { SortedIntervals } from "../lists/sorted-intervals.js";
import type { TimeIndex } from "../lists/time-index.js";
import { latestInstant } from "../time/instants.js";
import { dayMs } from "../time/units.js";

/** A stretch of time in milliseconds. It includes the start and excludes the end. */
interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** When the schedules of the windows that count leave time. */
export interface ClearTimes {
  /** First instant from which no window is open for the whole time; null if there is none. */
  readonly clearAtMs: number | null;
  /** First later instant at which that changes; null if there is none. */
  readonly nextChangeAtMs: number | null;
}

/**
 * Searches the schedules from an instant on. Each window blocks the instants from `lastingMs` before it opens, inclusive, until it
 * closes, exclusive. The search ends, because daily windows leave the same gaps every day, and the others are finite.
 */
export function clearTimes(
  { oneTime, daily }: TimeIndex,
  counts: (window: OrderedWindow) => boolean,
  atMs: number,
  lastingMs: number,
): ClearTimes {
  const everyDay = merged(daily, counts, Number.NEGATIVE_INFINITY);
  if (isNeverClear(everyDay, lastingMs)) return { clearAtMs: null, nextChangeAtMs: null };
  const once = merged(oneTime, counts, atMs);
  let position = 0;
  let clearAtMs = atMs;
  for (let blockedUntilMs = atMs; ; clearAtMs = blockedUntilMs) {
    for (
      let span = once[position];
      span && span.startMs - lastingMs <= blockedUntilMs;
      span = once[position]
    ) {
      blockedUntilMs = Math.max(blockedUntilMs, span.endMs);
      position += 1;
    }
    blockedUntilMs = blockedEveryDayUntil(everyDay, lastingMs, blockedUntilMs);
    if (blockedUntilMs === clearAtMs) break;
  }
  const nextStarts = [...once.slice(position, position + 1), ...everyDay.map((span) => nextOf(span, atMs))];
  const nextStartMs = Math.min(...nextStarts.map(({ startMs }) => startMs));
  return {
    clearAtMs: instantOrNull(clearAtMs),
    nextChangeAtMs: instantOrNull(clearAtMs > atMs ? clearAtMs : nextStartMs - lastingMs),
  };
}

/** Returns the merged times of the windows that count and end after the instant. Windows that overlap or touch are one. */
function merged(
  { items, startsMs, endsMs }: SortedIntervals<OrderedWindow>,
  counts: (window: OrderedWindow) => boolean,
  fromMs: number,
): readonly Span[] {
  const spans: { readonly startMs: number; endMs: number }[] = [];
  for (const [index, window] of items.entries()) {
    const [startMs, endMs] = [startsMs[index] as number, endsMs[index] as number];
    if (endMs <= fromMs || !counts(window)) continue;
    const last = spans.at(-1);
    if (last === undefined || startMs > last.endMs) spans.push({ startMs, endMs });
    else last.endMs = Math.max(last.endMs, endMs);
  }
  return spans;
}

function isNeverClear(everyDay: readonly Span[], lastingMs: number): boolean {
  for (let atMs = 0; atMs <= 2 * dayMs; ) {
    const untilMs = blockedEveryDayUntil(everyDay, lastingMs, atMs);
    if (untilMs === atMs) return false;
    atMs = untilMs;
  }
  return true;
}

/** Returns when the latest of the daily times that block the instant ends; the instant itself if none does. */
function blockedEveryDayUntil(everyDay: readonly Span[], lastingMs: number, atMs: number): number {
  const ends = everyDay
    .map((span) => nextOf(span, atMs))
    .flatMap(({ startMs, endMs }) => (startMs - lastingMs <= atMs ? [endMs] : []));
  return Math.max(atMs, ...ends);
}

/** Returns the first repetition of a daily time that ends after the instant. */
function nextOf({ startMs, endMs }: Span, atMs: number): Span {
  const shiftMs = (Math.floor((atMs - endMs) / dayMs) + 1) * dayMs;
  return { startMs: startMs + shiftMs, endMs: endMs + shiftMs };
}

function instantOrNull(ms: number): number | null {
  return ms <= latestInstant.getTime() ? ms : null;
}

import { earliestInstant, latestInstant } from "../time/instants.js";
import { dailyLengthMs } from "../time/schedules.js";
import { dayMs, minuteMs } from "../time/units.js";
import { minuteOfDay } from "../time/utc-times.js";
import type { OrderedWindow } from "./ordered-window.js";
import { compareText } from "./pages.js";
import type { IntervalItem, SortedIntervals } from "./sorted-intervals.js";
import { countBelow, filterIntervals, firstIndex, indexIntervals } from "./sorted-intervals.js";

/** Windows by time. What it finds costs as much as the result, whatever the number of other windows. */
export interface TimeIndex {
  readonly oneTime: SortedIntervals<OrderedWindow>;
  /** In milliseconds since midnight UTC. An occurrence that crosses midnight ends after 24 hours. */
  readonly daily: SortedIntervals<OrderedWindow>;
}

/** A place in the order of occurrences: by start, then by window id. */
export interface OccurrencePosition {
  readonly startsAtMs: number;
  readonly id: string;
}

/** An occurrence of a window, with the window's id. */
export interface IndexedOccurrence extends OccurrencePosition {
  readonly window: OrderedWindow;
  readonly endsAtMs: number;
}

export function comparePositions(left: OccurrencePosition, right: OccurrencePosition): number {
  return left.startsAtMs - right.startsAtMs || compareText(left.id, right.id);
}

export function createTimeIndex(windows: readonly OrderedWindow[]): TimeIndex {
  const oneTime: IntervalItem<OrderedWindow>[] = [];
  const daily: IntervalItem<OrderedWindow>[] = [];
  for (const item of windows) {
    const interval = intervalOf(item);
    const recurs = item.node.schedule.recurrence === "DAILY";
    // An empty window never opens.
    if (interval.startMs < interval.endMs) (recurs ? daily : oneTime).push(interval);
  }
  return { oneTime: indexed(oneTime), daily: indexed(daily) };
}

/** Returns an index of only those windows that are accepted. */
export function filterTimeIndex(
  { oneTime, daily }: TimeIndex,
  isAccepted: (window: OrderedWindow) => boolean,
): TimeIndex {
  return { oneTime: filterIntervals(oneTime, isAccepted), daily: filterIntervals(daily, isAccepted) };
}

/** Yields the occurrences that overlap the half-open range and come after the position, in order. */
export function* occurrencesBetween(
  index: TimeIndex,
  fromMs: number,
  untilMs: number,
  after: OccurrencePosition | null,
): Generator<IndexedOccurrence> {
  if (fromMs >= untilMs) return;
  const oneTime = intervalsFrom(index.oneTime, 0, fromMs, after);
  yield* merged(oneTime, dailyFrom(index.daily, fromMs, untilMs, after), untilMs);
}

/** Yields each window's first occurrence that overlaps the half-open range, in order. */
export function* firstOccurrencesBetween(
  index: TimeIndex,
  fromMs: number,
  untilMs: number,
): Generator<IndexedOccurrence> {
  if (fromMs >= untilMs) return;
  const oneTime = intervalsFrom(index.oneTime, 0, fromMs, null);
  yield* merged(oneTime, firstDailyFrom(index.daily, fromMs, untilMs), untilMs);
}

/** Counts the occurrences that overlap the half-open range, without computing them. */
export function countBetween({ oneTime, daily }: TimeIndex, fromMs: number, untilMs: number): number {
  if (fromMs >= untilMs) return 0;
  let count = oneTime.countBetween(fromMs, untilMs) - endlessCount(daily, untilMs);
  let midnightMs = Math.max(firstMidnightMs(fromMs), earliestMs);
  for (; midnightMs < untilMs; midnightMs += dayMs)
    count += daily.countBetween(fromMs - midnightMs, untilMs - midnightMs);
  return count;
}

/** Merges occurrences in order, up to those that start at an instant. */
function* merged(
  oneTime: Generator<IndexedOccurrence, void>,
  daily: Generator<IndexedOccurrence, void>,
  untilMs: number,
): Generator<IndexedOccurrence> {
  let [left, right] = [oneTime.next(), daily.next()];
  for (;;) {
    const takesLeft = !left.done && (right.done || comparePositions(left.value, right.value) < 0);
    const next = takesLeft ? left : right;
    if (next.done || next.value.startsAtMs >= untilMs) return;
    yield next.value;
    if (takesLeft) left = oneTime.next();
    else right = daily.next();
  }
}

const earliestMs = earliestInstant.getTime();
const latestMs = latestInstant.getTime();

function intervalOf(item: OrderedWindow): IntervalItem<OrderedWindow> {
  const { schedule } = item.node;
  if (schedule.recurrence === "NONE") {
    return { item, startMs: schedule.startsAt.getTime(), endMs: schedule.endsAt.getTime() };
  }
  const startMs = minuteOfDay(schedule.startTime) * minuteMs;
  return { item, startMs, endMs: startMs + dailyLengthMs(schedule) };
}

function indexed(items: IntervalItem<OrderedWindow>[]): SortedIntervals<OrderedWindow> {
  return indexIntervals(
    items.sort((left, right) => left.startMs - right.startMs || compareText(left.item.id, right.item.id)),
  );
}

/** Yields the occurrences of daily windows, day by day. */
function* dailyFrom(
  daily: SortedIntervals<OrderedWindow>,
  fromMs: number,
  untilMs: number,
  after: OccurrencePosition | null,
): Generator<IndexedOccurrence, void> {
  if (daily.items.length === 0) return;
  let midnightMs = firstMidnightMs(Math.max(fromMs, after?.startsAtMs ?? earliestMs));
  for (; midnightMs < untilMs; midnightMs += dayMs) {
    for (const occurrence of intervalsFrom(daily, midnightMs, fromMs, after)) {
      if (occurrence.startsAtMs >= untilMs) return;
      // Instants outside the years 1 to 9999 cannot be expressed.
      if (occurrence.startsAtMs >= earliestMs && occurrence.endsAtMs <= latestMs) yield occurrence;
    }
  }
}

/** Yields the first occurrence of each daily window. */
function* firstDailyFrom(
  daily: SortedIntervals<OrderedWindow>,
  fromMs: number,
  untilMs: number,
): Generator<IndexedOccurrence, void> {
  for (const occurrence of dailyFrom(daily, fromMs, Math.min(untilMs, fromMs + dayMs), null)) {
    const isFirst = occurrence.endsAtMs - dayMs <= fromMs || occurrence.startsAtMs - dayMs < earliestMs;
    // The others are the next occurrences of windows that are open at the start of the range, so they are few.
    if (isFirst) yield occurrence;
  }
}

/** Returns the first midnight after which an occurrence can be open at the instant, or later. */
function firstMidnightMs(atMs: number): number {
  // Yesterday's occurrences can still be open after midnight.
  return (Math.floor(Math.max(atMs, earliestMs) / dayMs) - 1) * dayMs;
}

/** Counts the occurrences on the last day that would end after the last instant. They do not exist. */
function endlessCount({ startsMs, endsMs }: SortedIntervals<OrderedWindow>, untilMs: number): number {
  const lastMidnightMs = latestMs + 1 - dayMs;
  if (untilMs <= lastMidnightMs) return 0;
  const starts = startsMs.filter((_, index) => lastMidnightMs + (endsMs[index] as number) > latestMs);
  return countBelow(starts, untilMs - lastMidnightMs);
}

/** Yields the intervals, moved by an offset, that end after `fromMs` and come after the position. */
function* intervalsFrom(
  { items, startsMs, endsMs, nextEndingAfter }: SortedIntervals<OrderedWindow>,
  offsetMs: number,
  fromMs: number,
  after: OccurrencePosition | null,
): Generator<IndexedOccurrence, void> {
  let index =
    after === null
      ? 0
      : firstIndexAfter({ items, startsMs }, { ...after, startsAtMs: after.startsAtMs - offsetMs });
  for (;;) {
    index = nextEndingAfter(index, fromMs - offsetMs);
    const window = items[index];
    if (window === undefined) return;
    const startsAtMs = offsetMs + (startsMs[index] as number);
    yield { window, id: window.id, startsAtMs, endsAtMs: offsetMs + (endsMs[index] as number) };
    index += 1;
  }
}

/** Returns the index of the first window that starts after the position. */
function firstIndexAfter(
  { items, startsMs }: Pick<SortedIntervals<OrderedWindow>, "items" | "startsMs">,
  position: OccurrencePosition,
): number {
  return firstIndex(items.length, (index) => {
    const { id } = items[index] as OrderedWindow;
    return comparePositions({ startsAtMs: startsMs[index] as number, id }, position) <= 0;
  });
}

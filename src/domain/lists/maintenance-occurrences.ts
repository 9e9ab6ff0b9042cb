import TinyQueue from "tinyqueue";
import { invalidArgument } from "../failures/error-factories.js";
import type { Violation } from "../failures/failure.js";
import { instantText } from "../time/instants.js";
import type { Interval } from "../time/intervals.js";
import { isEmpty } from "../time/intervals.js";
import { occurrencesIn } from "../time/schedules.js";
import { dayMs } from "../time/units.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxOccurrencesDays, maxOccurrencesPageSize } from "./constants.js";
import type { Position } from "./cursors.js";
import type { Page, PageArguments, PagePlan, SortKeyed } from "./pages.js";
import { compareSortKeys, compareText, planPage, toPage } from "./pages.js";
import type { WindowFilter } from "./window-filter.js";
import { acceptedBy, acceptsAll, violationsOfFilter } from "./window-filter.js";
import type { OrderedWindow } from "./window-order.js";
import { phaseOf } from "./window-order.js";

/** One occurrence of one window. */
export interface OccurrenceEntry extends Interval {
  readonly window: ScheduledWindow;
}

/** A validated request for one page of the calendar. */
export interface OccurrencesPlan extends PagePlan {
  readonly filter: WindowFilter;
  readonly range: Interval;
}

/** Validates the arguments of the calendar. Throws a ValidationError that lists every violation. */
export function planOccurrences(
  { from, to }: { readonly from: Date; readonly to: Date },
  filter: WindowFilter,
  page: PageArguments,
  knownSourceIds: readonly string[],
  now: Date,
): OccurrencesPlan {
  const { plan, violations } = planPage(page, { from, to, filter }, maxOccurrencesPageSize, now);
  const all: Violation[] = [...violations, ...violationsOfFilter(filter, knownSourceIds)];
  if (plan.start !== null && Number.isNaN(Date.parse(plan.start.sortKey))) {
    all.push({
      path: ["after"],
      code: "MALFORMED",
      message: "`after` is not a valid cursor for this list. Omit it to start at the first page.",
    });
  }
  if (to < from) {
    all.push({ path: ["to"], code: "ENDS_BEFORE_START", message: "`to` must not be before `from`." });
  }
  if (to.getTime() - from.getTime() > maxOccurrencesDays * dayMs) {
    const message = `\`to\` must be at most ${maxOccurrencesDays} days after \`from\`. Split a longer range into several queries.`;
    all.push({ path: ["to"], code: "OUT_OF_RANGE", message });
  }
  if (all.length > 0) throw invalidArgument(all);
  return { ...plan, filter, range: { startsAt: from, endsAt: to } };
}

/**
 * Returns one page of all occurrences, ordered by start, then by window id. A window with many occurrences in the range costs no
 * more than one: only those of the page are computed.
 */
export function occurrencesPageOf(
  windows: readonly OrderedWindow[],
  plan: OccurrencesPlan,
): Page<OccurrenceEntry> {
  const { filter, range, first, start, at } = plan;
  const wanted = isEmpty(range) ? [] : acceptsAll(filter) ? windows : windows.filter(acceptedBy(filter, at));
  const next = new TinyQueue<Upcoming>([], (left, right) => compareSortKeys(left.entry, right.entry));
  for (const { node } of earliestOf(wanted, plan)) {
    const upcoming = firstAfter(start, entriesOf(node, startingAt(range, start)));
    if (upcoming !== null) next.push(upcoming);
  }
  const found: SortKeyed<OccurrenceEntry>[] = [];
  while (found.length < first) {
    const upcoming = next.pop();
    if (upcoming === undefined) break;
    found.push(upcoming.entry);
    const following = firstAfter(null, upcoming.rest);
    if (following !== null) next.push(following);
  }
  return toPage(found, plan, {
    hasNextPage: next.length > 0,
    hasPreviousPage: start !== null && wanted.some((window) => beginsUpTo(start, window, range)),
  });
}

/**
 * Returns the windows that can have an occurrence on the page, and one more if there are others. Each has at least one
 * occurrence after the start of the page, so the page needs no more windows than it has places.
 */
function earliestOf(
  windows: readonly OrderedWindow[],
  { range, first, start }: OccurrencesPlan,
): readonly OrderedWindow[] {
  const fromMs = startingAt(range, start).startsAt.getTime();
  const untilMs = range.endsAt.getTime();
  const afterMs = start === null ? Number.NEGATIVE_INFINITY : Date.parse(start.sortKey);
  const isBefore = (left: Candidate, right: Candidate) =>
    left.startsAtMs - right.startsAtMs || compareText(left.window.id, right.window.id);
  // The latest candidate comes first, because a window that is earlier replaces it.
  const candidates = new TinyQueue<Candidate>([], (left, right) => isBefore(right, left));
  for (const window of windows) {
    let { startsAtMs } = phaseOf(window, fromMs);
    if (startsAtMs < afterMs || (startsAtMs === afterMs && window.id <= (start?.id ?? ""))) {
      startsAtMs = window.node.schedule.recurrence === "NONE" ? Number.POSITIVE_INFINITY : startsAtMs + dayMs;
    }
    const latest = candidates.peek();
    const isFull = candidates.length > first;
    if (startsAtMs >= untilMs || (isFull && latest !== undefined && startsAtMs > latest.startsAtMs)) continue;
    candidates.push({ window, startsAtMs });
    if (isFull) candidates.pop();
  }
  return candidates.data.map(({ window }) => window);
}

/** A window and the start of its first occurrence on or after the page. */
interface Candidate {
  readonly window: OrderedWindow;
  readonly startsAtMs: number;
}

/** A window's next occurrence, and an iterator that computes those after it. */
interface Upcoming {
  readonly entry: SortKeyed<OccurrenceEntry>;
  readonly rest: Iterator<SortKeyed<OccurrenceEntry>>;
}

function* entriesOf(window: ScheduledWindow, range: Interval): Generator<SortKeyed<OccurrenceEntry>> {
  for (const { startsAt, endsAt } of occurrencesIn(window.schedule, range)) {
    yield { node: { window, startsAt, endsAt }, sortKey: instantText(startsAt), id: window.id };
  }
}

/** Drops the part of the range before the position, so that earlier occurrences are not recomputed. */
function startingAt(range: Interval, position: Position | null): Interval {
  const startsAt = position === null ? range.startsAt : new Date(position.sortKey);
  return { ...range, startsAt: startsAt > range.startsAt ? startsAt : range.startsAt };
}

function firstAfter(position: Position | null, rest: Iterator<SortKeyed<OccurrenceEntry>>): Upcoming | null {
  for (;;) {
    const { done, value: entry } = rest.next();
    if (done) return null;
    if (position === null || compareSortKeys(entry, position) > 0) return { entry, rest };
  }
}

/** Whether the window's first occurrence in the range is not after the position. */
function beginsUpTo(position: Position, window: OrderedWindow, range: Interval): boolean {
  const { startsAtMs } = phaseOf(window, range.startsAt.getTime());
  if (startsAtMs >= range.endsAt.getTime()) return false;
  const positionMs = Date.parse(position.sortKey);
  return startsAtMs < positionMs || (startsAtMs === positionMs && window.id <= position.id);
}

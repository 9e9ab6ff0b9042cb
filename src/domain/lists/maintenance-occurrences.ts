import { invalidArgument } from "../failures/error-factories.js";
import type { Violation } from "../failures/failure.js";
import { instantText } from "../time/instants.js";
import type { Interval } from "../time/intervals.js";
import { dayMs } from "../time/units.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxOccurrencesDays, maxOccurrencesPageSize } from "./constants.js";
import type { KnownNames } from "./filter-violations.js";
import { violationsOfFilter } from "./filter-violations.js";
import type { Page, PageArguments, PagePlan, SortKeyed } from "./pages.js";
import { planPage, toPage } from "./pages.js";
import type { IndexedOccurrence, OccurrencePosition, TimeIndex } from "./time-index.js";
import { comparePositions, countBetween, occurrencesBetween } from "./time-index.js";
import type { WindowFilter } from "./window-filter.js";

/** One occurrence of one window. */
export interface OccurrenceEntry extends Interval {
  readonly window: ScheduledWindow;
}

/** One page of the calendar. */
export interface OccurrenceListPage extends Page<OccurrenceEntry> {
  /** Counts the occurrences of the calendar over all pages. */
  readonly totalCount: () => number;
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
  known: KnownNames,
  now: Date,
): OccurrencesPlan {
  const { plan, violations } = planPage(page, { from, to, filter }, maxOccurrencesPageSize, now);
  const all: Violation[] = [...violations, ...violationsOfFilter(filter, known)];
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

/** Returns one page of all occurrences, ordered by start, then by window id. The index contains only the windows of the filter. */
export function occurrencesPageOf(index: TimeIndex, plan: OccurrencesPlan): OccurrenceListPage {
  const { range, first, start } = plan;
  const [fromMs, untilMs] = [range.startsAt.getTime(), range.endsAt.getTime()];
  const after = start === null ? null : { startsAtMs: Date.parse(start.sortKey), id: start.id };
  const found: IndexedOccurrence[] = [];
  for (const occurrence of occurrencesBetween(index, fromMs, untilMs, after)) {
    found.push(occurrence);
    if (found.length > first) break;
  }
  return {
    ...toPage(found.slice(0, first).map(entryOf), plan, {
      hasNextPage: found.length > first,
      hasPreviousPage: after !== null && beginsUpTo(after, index, fromMs, untilMs),
    }),
    totalCount: () => countBetween(index, fromMs, untilMs),
  };
}

function entryOf({ id, window, startsAtMs, endsAtMs }: IndexedOccurrence): SortKeyed<OccurrenceEntry> {
  const startsAt = new Date(startsAtMs);
  const node = { window: window.node, startsAt, endsAt: new Date(endsAtMs) };
  return { node, sortKey: instantText(startsAt), id };
}

/** Whether the first occurrence in the range is not after the position. */
function beginsUpTo(
  position: OccurrencePosition,
  index: TimeIndex,
  fromMs: number,
  untilMs: number,
): boolean {
  const [first] = occurrencesBetween(index, fromMs, untilMs, null);
  return first !== undefined && comparePositions(first, position) <= 0;
}

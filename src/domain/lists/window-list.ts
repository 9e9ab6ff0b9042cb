import { invalidArgument } from "../failures/error-factories.js";
import type { SourceResult } from "../sources.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxWindowPageSize } from "./constants.js";
import type { Position } from "./cursors.js";
import type { KnownNames } from "./filter-violations.js";
import { violationsOfFilter } from "./filter-violations.js";
import type { OrderedWindow } from "./ordered-window.js";
import { compareWithPosition } from "./ordered-window.js";
import type { Page, PageArguments, PagePlan } from "./pages.js";
import { fromOrder, planPage, toPage } from "./pages.js";
import { firstIndex } from "./sorted-intervals.js";
import type { WindowCounts } from "./window-counts.js";
import { countWindows } from "./window-counts.js";
import type { WindowFilter } from "./window-filter.js";
import { acceptedWindows } from "./window-filter.js";
import type { OrderedWindows, WindowOrder } from "./window-order.js";

/** A validated request for one page of a list. */
export interface ListPlan extends PagePlan {
  readonly filter: WindowFilter;
  readonly order: WindowOrder;
}

export interface WindowListPage extends Page<ScheduledWindow> {
  /** Counts the windows of the list over all pages. */
  readonly totalCount: number;
  /** Counts them by their fields, for these sources. Their statuses are those at the time of the list's first page. */
  readonly counts: (sources: readonly SourceResult[]) => WindowCounts;
}

/** Validates the arguments of a list. Throws a ValidationError that lists every violation. */
export function planList(
  filter: WindowFilter,
  order: WindowOrder,
  page: PageArguments,
  known: KnownNames,
  now: Date,
): ListPlan {
  const { plan, violations } = planPage(page, { filter, orderBy: order }, maxWindowPageSize, now);
  const all = [...violations, ...violationsOfFilter(filter, known)];
  if (all.length > 0) throw invalidArgument(all);
  return { ...plan, filter, order };
}

/**
 * Returns one page of windows, which must already be in the ascending order of the plan's field. If windows appear, disappear or
 * change between two pages, no other window is repeated or skipped. A cursor contains the last sort key and the instant of the order.
 */
export function pageOf({ items, from }: OrderedWindows, given: ListPlan): WindowListPage {
  const plan = fromOrder(given, from);
  const { filter, first, start, at } = plan;
  const wanted = acceptedWindows(items, filter, at);
  const isDescending = plan.order.direction === "DESC";
  const { length } = wanted;
  /** Returns the number of windows before the position; if `isInclusive`, also a window at the position. */
  const countTo = (position: Position, isInclusive: boolean) =>
    firstIndex(length, (index) => {
      const place = compareWithPosition(plan.order.field, wanted[index] as OrderedWindow, position);
      return isInclusive ? place <= 0 : place < 0;
    });
  // The page is from `begin` to `end` in ascending order.
  const [begin, end] = isDescending
    ? pageBefore(start === null ? length : countTo(start, false), first)
    : pageAfter(start === null ? 0 : countTo(start, true), first, length);
  const page = wanted.slice(begin, end);
  const [hasEarlier, hasLater] = [begin > 0, end < length];
  return {
    ...toPage(isDescending ? page.reverse() : page, plan, {
      hasNextPage: isDescending ? hasEarlier : hasLater,
      hasPreviousPage: isDescending ? hasLater : hasEarlier,
    }),
    totalCount: length,
    counts: (sources) => countWindows(wanted, sources, at),
  };
}

function pageAfter(begin: number, first: number, length: number): readonly [number, number] {
  return [begin, Math.min(begin + first, length)];
}

function pageBefore(end: number, first: number): readonly [number, number] {
  return [Math.max(end - first, 0), end];
}

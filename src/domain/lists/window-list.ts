import { invalidArgument } from "../failures/error-factories.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxWindowPageSize } from "./constants.js";
import type { Page, PageArguments, PagePlan } from "./pages.js";
import { compareSortKeys, fromOrder, planPage, toPage } from "./pages.js";
import type { WindowFilter } from "./window-filter.js";
import { acceptedBy, acceptsAll, violationsOfFilter } from "./window-filter.js";
import type { OrderedWindow, OrderedWindows, WindowOrder } from "./window-order.js";

/** A validated request for one page of a list. */
export interface ListPlan extends PagePlan {
  readonly filter: WindowFilter;
  readonly order: WindowOrder;
}

export interface WindowListPage extends Page<ScheduledWindow> {
  /** Counts the windows of the list over all pages. */
  readonly totalCount: number;
}

/** Validates the arguments of a list. Throws a ValidationError that lists every violation. */
export function planList(
  filter: WindowFilter,
  order: WindowOrder,
  page: PageArguments,
  knownSourceIds: readonly string[],
  now: Date,
): ListPlan {
  const { plan, violations } = planPage(page, { filter, orderBy: order }, maxWindowPageSize, now);
  const all = [...violations, ...violationsOfFilter(filter, knownSourceIds)];
  if (all.length > 0) throw invalidArgument(all);
  return { ...plan, filter, order };
}

/**
 * Returns one page of windows, which must already be in the plan's order. If windows appear, disappear or change between
 * two pages, no other window is repeated or skipped. A cursor contains the last sort key and the instant of the order.
 */
export function pageOf({ items, from }: OrderedWindows, given: ListPlan): WindowListPage {
  const plan = fromOrder(given, from);
  const { filter, first, start, at } = plan;
  const wanted = acceptsAll(filter) ? items : items.filter(acceptedBy(filter, at));
  const begin = start === null ? 0 : firstAfter(wanted, start);
  const end = begin + first;
  return {
    ...toPage(wanted.slice(begin, end), plan, {
      hasNextPage: end < wanted.length,
      hasPreviousPage: begin > 0,
    }),
    totalCount: wanted.length,
  };
}

/** Returns the index of the first item after the position, by binary search. */
function firstAfter(
  items: readonly OrderedWindow[],
  position: Pick<OrderedWindow, "sortKey" | "id">,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && compareSortKeys(item, position) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { earliestInstant, instantText, latestInstant } from "../time/instants.js";
import { nextOccurrence, unchangedAround } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { SortKeyed } from "./pages.js";
import { compareSortKeys } from "./pages.js";

export type WindowOrder = "NEXT_OCCURRENCE" | "TITLE" | "ID";

/** Windows in a total order. From `from` until `until`, no window opens or closes, so order and statuses stay the same. */
export interface OrderedWindows {
  readonly items: readonly SortKeyed<ScheduledWindow>[];
  readonly from: Date;
  readonly until: Date;
}

/** Orders the windows. A window that is listed twice, by two sources or while a list is changing, appears once. */
export function orderWindows(
  windows: Iterable<ScheduledWindow>,
  order: WindowOrder,
  at: Date,
): OrderedWindows {
  const items = new Map<string, SortKeyed<ScheduledWindow>>();
  let from = earliestInstant;
  let until = latestInstant;
  for (const node of windows) {
    const { startsAt, endsAt } = unchangedAround(node.schedule, at);
    if (startsAt > from) from = startsAt;
    if (endsAt < until) until = endsAt;
    const next = nextOccurrence(node.schedule, at);
    items.set(node.id, { node, sortKey: sortKeyOf(node, order, next?.startsAt ?? null), id: node.id });
  }
  return { items: [...items.values()].sort(compareSortKeys), from, until };
}

/** Returns the sort key. With NEXT_OCCURRENCE, windows that will not open again come last. */
function sortKeyOf(window: ScheduledWindow, order: WindowOrder, nextStart: Date | null): string {
  switch (order) {
    case "NEXT_OCCURRENCE":
      return nextStart === null ? "~" : instantText(nextStart);
    case "TITLE":
      return window.title.toLowerCase();
    case "ID":
      return "";
  }
}

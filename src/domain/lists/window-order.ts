import { instantText, latestInstant } from "../time/instants.js";
import { nextOccurrence } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { SortKeyed } from "./pages.js";
import { compareSortKeys } from "./pages.js";

export type WindowOrder = "NEXT_OCCURRENCE" | "TITLE" | "ID";

/** Windows in a total order, which is valid until `until`. */
export interface OrderedWindows {
  readonly items: readonly SortKeyed<ScheduledWindow>[];
  /** The instant at which the order was computed. */
  readonly from: Date;
  /** When the next window opens or closes. Until then, the order and all statuses stay the same. */
  readonly until: Date;
}

/** Orders the windows. A window that is listed twice, by two sources or while a list is changing, appears once. */
export function orderWindows(
  windows: Iterable<ScheduledWindow>,
  order: WindowOrder,
  at: Date,
): OrderedWindows {
  const items = new Map<string, SortKeyed<ScheduledWindow>>();
  let until = latestInstant;
  for (const node of windows) {
    const next = nextOccurrence(node.schedule, at);
    if (next !== null) {
      const change = next.startsAt > at ? next.startsAt : next.endsAt;
      if (change < until) until = change;
    }
    const sortKey = sortKeyOf(node, order, next?.startsAt ?? null);
    items.set(node.id, { node, sortKey, id: node.id });
  }
  return { items: [...items.values()].sort(compareSortKeys), from: at, until };
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

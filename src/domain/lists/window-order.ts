import { latestInstant } from "../time/instants.js";
import { nextOccurrence } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { SortKeyed } from "./pages.js";
import { compareSortKeys } from "./pages.js";

export type WindowOrder = "NEXT_OCCURRENCE" | "TITLE" | "ID";

/** Windows in a total order, which stands for some time. */
export interface OrderedWindows {
  readonly items: readonly SortKeyed<ScheduledWindow>[];
  /** The instant that the order was computed at. */
  readonly from: Date;
  /** The first instant after it at which one of the windows opens or closes: until then order and statuses stand. */
  readonly until: Date;
}

/** A window that two sources name, or one source twice while it changes, is there once. */
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

/** Windows that will not open again come last. */
function sortKeyOf(window: ScheduledWindow, order: WindowOrder, nextStart: Date | null): string {
  switch (order) {
    case "NEXT_OCCURRENCE":
      return nextStart?.toISOString() ?? "~";
    case "TITLE":
      return window.title.toLowerCase();
    case "ID":
      return "";
  }
}

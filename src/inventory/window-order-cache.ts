import type { OrderedWindows, WindowOrder } from "../domain/lists/window-order.js";
import { orderWindows } from "../domain/lists/window-order.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { maxCachedOrders } from "./constants.js";

/** The windows of each source that was read. A source's list stays the same object until one of its windows changes. */
export type WindowsBySource = ReadonlyMap<string, readonly ScheduledWindow[]>;

interface CachedOrder {
  readonly sources: string;
  readonly parts: WindowsBySource;
  readonly order: WindowOrder;
  readonly ordered: OrderedWindows;
}

/** Creates a function that sorts the windows of several sources, and sorts again only when a window or the order changes. */
export function createWindowOrderCache() {
  let kept: readonly CachedOrder[] = [];

  return function ordered(parts: WindowsBySource, order: WindowOrder, at: Date): OrderedWindows {
    const sources = [...parts.keys()].join();
    const found = kept.find(
      (ordering) =>
        ordering.order === order &&
        ordering.sources === sources &&
        isSame(ordering.parts, parts) &&
        stands(ordering.ordered, at),
    );
    if (found !== undefined) return found.ordered;
    const ordering = { sources, parts, order, ordered: orderWindows([...parts.values()].flat(), order, at) };
    // Drop the orders of outdated windows of the same sources.
    const current = kept.filter((other) => other.sources !== sources || isSame(other.parts, parts));
    kept = [ordering, ...current].slice(0, maxCachedOrders);
    return ordering.ordered;
  };
}

function isSame(left: WindowsBySource, right: WindowsBySource): boolean {
  return [...left].every(([sourceId, windows]) => right.get(sourceId) === windows);
}

function stands({ from, until }: OrderedWindows, at: Date): boolean {
  return from <= at && at < until;
}

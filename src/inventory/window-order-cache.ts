import type { OrderedWindows, WindowOrder } from "../domain/lists/window-order.js";
import { orderWindows } from "../domain/lists/window-order.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { maxCachedOrders } from "./constants.js";

/** The windows of each source that was asked. A source's list is the same object until one of its windows changes. */
export type WindowsBySource = ReadonlyMap<string, readonly ScheduledWindow[]>;

interface CachedOrder {
  readonly sources: string;
  readonly parts: WindowsBySource;
  readonly order: WindowOrder;
  readonly ordered: OrderedWindows;
}

/** Puts the windows of several sources in one order, anew only when one of them or their order has changed. */
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
    // What these sources held before is of no use any more.
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

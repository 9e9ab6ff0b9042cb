import type { OrderedWindows, WindowOrder } from "../domain/window-orders.js";
import { orderWindows } from "../domain/window-orders.js";
import type { ScheduledWindow } from "../domain/windows.js";

/** The windows of each source that was asked. A source's list is the same object until one of its windows changes. */
export type WindowsBySource = ReadonlyMap<string, readonly ScheduledWindow[]>;

/** A few sets of sources, in each order, at the time of now and of pages that were begun before. */
const maxKept = 12;

interface Ordering {
  readonly sources: string;
  readonly parts: WindowsBySource;
  readonly order: WindowOrder;
  readonly ordered: OrderedWindows;
}

/** Puts the windows of several sources in one order, anew only when one of them or their order has changed. */
export function createOrderings() {
  let kept: readonly Ordering[] = [];

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
    kept = [ordering, ...current].slice(0, maxKept);
    return ordering.ordered;
  };
}

function isSame(left: WindowsBySource, right: WindowsBySource): boolean {
  return [...left].every(([sourceId, windows]) => right.get(sourceId) === windows);
}

function stands({ from, until }: OrderedWindows, at: Date): boolean {
  return from <= at && at < until;
}

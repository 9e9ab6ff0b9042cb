import type { OrderedWindows, WindowOrder } from "../domain/window-orders.js";
import { orderWindows } from "../domain/window-orders.js";
import type { ScheduledWindow } from "../domain/windows.js";

/** A few sets of sources, in each order, at the time of now and of pages that were begun before. */
const maxKept = 12;

interface Ordering {
  readonly parts: readonly (readonly ScheduledWindow[])[];
  readonly order: WindowOrder;
  readonly ordered: OrderedWindows;
}

/** Puts the windows of several sources in one order, anew only when one of them or their order has changed. */
export function createOrderings() {
  const kept: Ordering[] = [];

  return function ordered(
    parts: readonly (readonly ScheduledWindow[])[],
    order: WindowOrder,
    at: Date,
  ): OrderedWindows {
    const found = kept.find(
      (ordering) => ordering.order === order && isSame(ordering.parts, parts) && stands(ordering.ordered, at),
    );
    if (found !== undefined) return found.ordered;
    const fresh = { parts, order, ordered: orderWindows(parts.flat(), order, at) };
    kept.unshift(fresh);
    kept.splice(maxKept);
    return fresh.ordered;
  };
}

/** A source's windows are the same list for as long as none of them changes. */
function isSame(left: Ordering["parts"], right: Ordering["parts"]): boolean {
  return left.length === right.length && left.every((part, index) => part === right[index]);
}

function stands({ from, until }: OrderedWindows, at: Date): boolean {
  return from <= at && at < until;
}

import { earliestInstant, latestInstant } from "../time/instants.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { OrderedWindow, WindowOrderField } from "./ordered-window.js";
import { compareWindows, isWithin, orderedWindow } from "./ordered-window.js";

export interface WindowOrder {
  readonly field: WindowOrderField;
  /** DESC is exactly the reverse of ASC. */
  readonly direction: "ASC" | "DESC";
}

/** Windows in a total, ascending order. From `from` until `until`, no window opens or closes, so order and statuses stay the same. */
export interface OrderedWindows {
  readonly field: WindowOrderField;
  readonly items: readonly OrderedWindow[];
  readonly from: Date;
  readonly until: Date;
}

/** How a set of windows differs from an earlier one. */
export interface WindowChanges {
  readonly added: readonly ScheduledWindow[];
  readonly removed: ReadonlySet<ScheduledWindow>;
}

/**
 * Orders the windows. A window that is listed twice, by two sources or while a list is changing, appears once: the last, or the one
 * whose maintenance is, or may be, under way.
 */
export function orderWindows(
  windows: Iterable<ScheduledWindow>,
  field: WindowOrderField,
  at: Date,
): OrderedWindows {
  const distinct = new Map<string, ScheduledWindow>();
  for (const window of windows) {
    const other = distinct.get(window.id);
    if (other === undefined || alarmOf(other) <= alarmOf(window)) distinct.set(window.id, window);
  }
  const items = Array.from(distinct.values(), (window) => orderedWindow(window, field, at.getTime()));
  return whole(field, items.sort(compareWindows));
}

function alarmOf({ isUnderway }: ScheduledWindow): number {
  return isUnderway === true ? 2 : isUnderway === null ? 1 : 0;
}

/**
 * Orders windows at another time, or other windows, from an earlier order of nearly the same ones. Only what has changed is
 * sorted. The ids of all windows must be distinct.
 */
export function reorderWindows(
  { field, items }: OrderedWindows,
  { added, removed }: WindowChanges,
  at: Date,
): OrderedWindows {
  const atMs = at.getTime();
  const unchanged: OrderedWindow[] = [];
  const changed: OrderedWindow[] = [];
  for (const item of items) {
    if (removed.size > 0 && removed.has(item.node)) continue;
    if (isWithin(item.phase, atMs)) unchanged.push(item);
    else changed.push(orderedWindow(item.node, field, atMs));
  }
  for (const window of added) changed.push(orderedWindow(window, field, atMs));
  return whole(field, merge(unchanged, changed.sort(compareWindows)));
}

/** Returns the order of only those windows that are selected. */
export function selectWindows(
  { field, items }: OrderedWindows,
  isSelected: (window: ScheduledWindow) => boolean,
): OrderedWindows {
  return whole(
    field,
    items.filter(({ node }) => isSelected(node)),
  );
}

function merge(left: readonly OrderedWindow[], right: readonly OrderedWindow[]): readonly OrderedWindow[] {
  if (right.length === 0) return left;
  const merged: OrderedWindow[] = [];
  let index = 0;
  for (const item of left) {
    let next = right[index];
    while (next !== undefined && compareWindows(next, item) < 0) {
      merged.push(next);
      index += 1;
      next = right[index];
    }
    merged.push(item);
  }
  for (; index < right.length; index++) merged.push(right[index] as OrderedWindow);
  return merged;
}

function whole(field: WindowOrderField, items: readonly OrderedWindow[]): OrderedWindows {
  let fromMs = earliestInstant.getTime();
  let untilMs = latestInstant.getTime();
  for (const { phase } of items) {
    if (phase.sinceMs > fromMs) fromMs = phase.sinceMs;
    if (phase.untilMs < untilMs) untilMs = phase.untilMs;
  }
  return { field, items, from: new Date(fromMs), until: new Date(untilMs) };
}

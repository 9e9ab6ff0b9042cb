import type { OrderedWindows, WindowChanges, WindowOrder } from "../domain/lists/window-order.js";
import { orderWindows, reorderWindows } from "../domain/lists/window-order.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { maxCachedOrders } from "./constants.js";

/** The windows of each source that was read. A source's list stays the same object until one of its windows changes. */
export type WindowsBySource = ReadonlyMap<string, readonly ScheduledWindow[]>;

export type OrderWindows = ReturnType<typeof createWindowOrderCache>;

interface CachedOrder {
  readonly sources: string;
  readonly parts: WindowsBySource;
  readonly order: WindowOrder;
  readonly ordered: OrderedWindows;
}

/**
 * Creates a function that sorts the windows of several sources. It sorts again only when a window or the order changes, and then
 * only the windows that changed.
 */
export function createWindowOrderCache() {
  let kept: readonly CachedOrder[] = [];

  return function ordered(parts: WindowsBySource, order: WindowOrder, at: Date): OrderedWindows {
    const sources = [...parts.keys()].join();
    const similar = kept.filter((other) => other.order === order && other.sources === sources);
    const found = similar.find((other) => isSame(other.parts, parts) && isValidAt(other.ordered, at));
    if (found !== undefined) return found.ordered;
    const changes = similar[0] === undefined ? null : changesBetween(similar[0], parts);
    const made =
      similar[0] === undefined || changes === null
        ? orderWindows([...parts.values()].flat(), order, at)
        : reorderWindows(similar[0].ordered, changes, at);
    const current = kept.filter((other) => !similar.includes(other) || isSame(other.parts, parts));
    kept = [{ sources, parts, order, ordered: made }, ...current].slice(0, maxCachedOrders);
    return made;
  };
}

function isSame(left: WindowsBySource, right: WindowsBySource): boolean {
  return [...left].every(([sourceId, windows]) => right.get(sourceId) === windows);
}

function isValidAt({ from, until }: OrderedWindows, at: Date): boolean {
  return from <= at && at < until;
}

/** Returns how the windows of the same sources changed; null if a window is or was listed twice. */
function changesBetween(
  { parts: before, ordered }: CachedOrder,
  after: WindowsBySource,
): WindowChanges | null {
  const removed = new Set<ScheduledWindow>();
  const added: ScheduledWindow[] = [];
  let count = 0;
  for (const [sourceId, windows] of before) {
    count += windows.length;
    const now = after.get(sourceId) ?? [];
    if (now !== windows) addChanges(windows, now, removed, added);
  }
  const addedIds = new Set(added.map(({ id }) => id));
  const isDistinct =
    count === ordered.items.length &&
    addedIds.size === added.length &&
    (added.length === 0 || !ordered.items.some(({ id, node }) => addedIds.has(id) && !removed.has(node)));
  return isDistinct ? { added, removed } : null;
}

/** Compares two lists of a source. Most changes affect few windows, so equal windows at the start and end are skipped. */
function addChanges(
  before: readonly ScheduledWindow[],
  after: readonly ScheduledWindow[],
  removed: Set<ScheduledWindow>,
  added: ScheduledWindow[],
): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const gone = new Set(before.slice(start, before.length - end));
  for (const window of after.slice(start, after.length - end)) if (!gone.delete(window)) added.push(window);
  for (const window of gone) removed.add(window);
}

import type { OrderedWindow, WindowOrderField } from "../domain/lists/ordered-window.js";
import { createTimeIndex } from "../domain/lists/time-index.js";
import type { OrderedWindows, WindowChanges } from "../domain/lists/window-order.js";
import { orderWindows, reorderWindows, selectWindows } from "../domain/lists/window-order.js";
import type { Certainty } from "../domain/windows/certainty.js";
import { canHave } from "../domain/windows/certainty.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { maxCachedOrders } from "./constants.js";

/** The windows of each source that was read. A source's list stays the same object until one of its windows changes. */
export type WindowsBySource = ReadonlyMap<string, readonly ScheduledWindow[]>;

export type WindowOrderCache = ReturnType<typeof createWindowOrderCache>;

interface CachedOrder {
  readonly sources: string;
  readonly parts: WindowsBySource;
  readonly ordered: OrderedWindows;
}

/** Creates the cache of the orders of windows, and of what is derived from them. All of it lasts until a window changes. */
export function createWindowOrderCache() {
  let kept: readonly CachedOrder[] = [];

  /**
   * Sorts the windows of several sources. It sorts again only when a window or the order changes, and then only the windows that
   * changed.
   */
  function ordered(parts: WindowsBySource, field: WindowOrderField, at: Date): OrderedWindows {
    const sources = [...parts.keys()].join();
    const similar = kept.filter((other) => other.ordered.field === field && other.sources === sources);
    const found = similar.find((other) => isSame(other.parts, parts) && isValidAt(other.ordered, at));
    if (found !== undefined) return found.ordered;
    const made = reordered(similar[0], parts, at) ?? selected(parts, field, at) ?? sorted(parts, field, at);
    const current = kept.filter((other) => !similar.includes(other) || isSame(other.parts, parts));
    kept = [{ sources, parts, ordered: made }, ...current].slice(0, maxCachedOrders);
    return made;
  }

  /** Takes the windows out of an order of more sources: callers can ask for any combination of sources. */
  function selected(parts: WindowsBySource, field: WindowOrderField, at: Date): OrderedWindows | null {
    const larger = kept.find(
      (other) =>
        other.ordered.field === field && contains(other.parts, parts) && isValidAt(other.ordered, at),
    );
    if (larger === undefined || isListedTwice(larger)) return null;
    return selectWindows(larger.ordered, ({ sourceId }) => parts.has(sourceId));
  }

  return {
    ordered,
    /** Indexes the same windows by time. */
    timeIndex: keptUntilChanged(createTimeIndex),
    /** Indexes by time those of the same windows that can have one of the certainties. */
    timeIndexWith: keptUntilChanged((items, certainties) =>
      createTimeIndex(items.filter(({ node }) => canHave(node, certainties))),
    ),
    /** Returns those of the same windows whose maintenance is, or may be, under way. */
    reported: keptUntilChanged((items) => items.filter(({ node }) => node.isUnderway !== false)),
  };
}

/** Keeps what is derived from windows, for some certainties, until one of the windows changes. */
function keptUntilChanged<Derived>(
  derive: (items: readonly OrderedWindow[], certainties: readonly Certainty[]) => Derived,
) {
  let kept: readonly { readonly parts: WindowsBySource; readonly key: string; readonly derived: Derived }[] =
    [];
  return (
    parts: WindowsBySource,
    { items }: OrderedWindows,
    certainties: readonly Certainty[] = [],
  ): Derived => {
    const key = [...parts.keys(), "", ...certainties].join();
    const found = kept.find((other) => other.key === key && isSame(other.parts, parts));
    if (found !== undefined) return found.derived;
    const derived = derive(items, certainties);
    // Of the same sources, only the current windows are worth their memory.
    const others = kept.filter((other) => other.key !== key);
    kept = [{ parts, key, derived }, ...others].slice(0, maxCachedOrders);
    return derived;
  };
}

function sorted(parts: WindowsBySource, field: WindowOrderField, at: Date): OrderedWindows {
  return orderWindows([...parts.values()].flat(), field, at);
}

/** Sorts only the windows that have changed since the last order of the same sources. Returns null if there was no such order. */
function reordered(before: CachedOrder | undefined, parts: WindowsBySource, at: Date): OrderedWindows | null {
  const changes = before === undefined ? null : changesBetween(before, parts);
  return before === undefined || changes === null ? null : reorderWindows(before.ordered, changes, at);
}

function contains(larger: WindowsBySource, parts: WindowsBySource): boolean {
  return [...parts].every(([sourceId, windows]) => larger.get(sourceId) === windows);
}

/** Whether two sources list the same window, or one lists it twice. */
function isListedTwice({ parts, ordered }: CachedOrder): boolean {
  let count = 0;
  for (const windows of parts.values()) count += windows.length;
  return count !== ordered.items.length;
}

function isSame(left: WindowsBySource, right: WindowsBySource): boolean {
  return left.size === right.size && contains(left, right);
}

function isValidAt({ from, until }: OrderedWindows, at: Date): boolean {
  return from <= at && at < until;
}

/** Returns how the windows of the same sources changed; null if a window is or was listed twice. */
function changesBetween(cached: CachedOrder, after: WindowsBySource): WindowChanges | null {
  const { parts: before, ordered } = cached;
  const removed = new Set<ScheduledWindow>();
  const added: ScheduledWindow[] = [];
  for (const [sourceId, windows] of before) {
    const now = after.get(sourceId) ?? [];
    if (now !== windows) addChanges(windows, now, removed, added);
  }
  const addedIds = new Set(added.map(({ id }) => id));
  const isDistinct =
    !isListedTwice(cached) &&
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

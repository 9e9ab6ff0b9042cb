import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { hasSameContent } from "./same-content.js";
import type { Snapshot } from "./shared-tier.js";
import type { ItemKind } from "./source-reader.js";
import { missingWindows } from "./source-reader.js";
import type { UnreadableEntry } from "./unreadable-entry.js";
import type { WriteJournal } from "./write-journal.js";

/** The current content of a source: the result of a refresh, plus the writes since that refresh began. */
export interface SnapshotView<Item> {
  /** Unique to this content of this source. */
  readonly version: number;
  readonly items: ReadonlyMap<string, Item>;
  /** The items that could not be read and have been neither written nor read since, and those whose window is missing. */
  readonly unreadable: readonly UnreadableEntry[];
  /** Who changed windows through the gateway since the refresh, by window id. */
  readonly changedBy: ReadonlyMap<string, string>;
  /** A window that has not changed since an earlier view is the same object, and so is a list of only such windows. */
  readonly windows: readonly ScheduledWindow[];
  /** When the oldest of the items was read, by the steady clock. */
  readonly oldestReadAtMs: number;
}

interface ItemWindow<Item> {
  readonly item: Item;
  /** Null if the item has no window. */
  readonly window: ScheduledWindow | null;
}

/** Creates the views of one source. A snapshot's view stays the same object until the next write. */
export function createSnapshotViews<Item extends object>(
  kind: ItemKind<Item>,
  sourceKey: string,
  journal: WriteJournal,
) {
  const { keyOf, windowOf, readAtMs } = kind;
  const views = new WeakMap<Snapshot, { readonly writes: number; readonly view: SnapshotView<Item> }>();
  let lastVersion = 0;
  /** The windows of the last view whose windows were read, by key of the item. */
  let known: ReadonlyMap<string, ItemWindow<Item>> = new Map();
  let lastWindows: readonly ScheduledWindow[] = [];

  /** Returns the windows of the items. Unchanged windows stay the same objects, so that a sort can skip them. */
  function windowsOf(items: ReadonlyMap<string, Item>): readonly ScheduledWindow[] {
    const current = new Map<string, ItemWindow<Item>>();
    const windows: ScheduledWindow[] = [];
    for (const [key, item] of items) {
      const before = known.get(key);
      const entry =
        before?.item === item ? before : { item, window: keepSame(before?.window, windowOf(item)) };
      current.set(key, entry);
      if (entry.window !== null) windows.push(entry.window);
    }
    known = current;
    const isSame =
      windows.length === lastWindows.length &&
      windows.every((window, index) => window === lastWindows[index]);
    if (!isSame) lastWindows = windows;
    return lastWindows;
  }

  function contentOf(snapshot: Snapshot): Pick<SnapshotView<Item>, "items" | "unreadable"> {
    // Safe casts: this source's snapshots and journal entries hold only its own items.
    const items = new Map((snapshot.items as readonly Item[]).map((item) => [keyOf(item), item]));
    const written = journal.since(sourceKey, snapshot);
    for (const [key, item] of written) {
      if (item === null) items.delete(key);
      else items.set(key, item as Item);
    }
    const { unreadable } = snapshot;
    const isKnownNow = ({ key }: UnreadableEntry) => key !== null && written.has(key);
    const unknown = unreadable.some(isKnownNow)
      ? unreadable.filter((entry) => !isKnownNow(entry))
      : unreadable;
    const missing = missingWindows(kind, items.values());
    return { items, unreadable: missing.length === 0 ? unknown : [...unknown, ...missing] };
  }

  function changersOf(snapshot: Snapshot): ReadonlyMap<string, string> {
    const changers = new Map<string, string>();
    for (const [key, written] of journal.since(sourceKey, snapshot)) {
      const changedBy = journal.find(sourceKey, key, snapshot)?.changedBy;
      if (changedBy === undefined) continue;
      // Safe casts: as above. A deleted item is found as it was before.
      const item = (written ?? snapshot.items.find((each) => keyOf(each as Item) === key)) as
        | Item
        | undefined;
      const window = item === undefined ? null : windowOf(item);
      if (window !== null) changers.set(window.id, changedBy);
    }
    return changers;
  }

  function oldestOf(items: Iterable<Item>, snapshot: Snapshot): number {
    let oldest = snapshot.readAtMs;
    for (const item of items) oldest = Math.min(oldest, readAtMs(item) ?? oldest);
    return oldest;
  }

  return function viewOf(snapshot: Snapshot): SnapshotView<Item> {
    const writes = journal.version(sourceKey);
    const made = views.get(snapshot);
    if (made?.writes === writes) return made.view;
    const { items, unreadable } = contentOf(snapshot);
    let windows: readonly ScheduledWindow[] | undefined;
    let changedBy: ReadonlyMap<string, string> | undefined;
    let oldestReadAtMs: number | undefined;
    lastVersion += 1;
    const view: SnapshotView<Item> = {
      version: lastVersion,
      items,
      unreadable,
      // Lazy, so that a lookup of one item after a write does not compute all windows.
      get windows() {
        windows ??= windowsOf(items);
        return windows;
      },
      get changedBy() {
        changedBy ??= changersOf(snapshot);
        return changedBy;
      },
      get oldestReadAtMs() {
        oldestReadAtMs ??= oldestOf(items.values(), snapshot);
        return oldestReadAtMs;
      },
    };
    views.set(snapshot, { writes, view });
    return view;
  };
}

function keepSame(
  before: ScheduledWindow | null | undefined,
  now: ScheduledWindow | null,
): ScheduledWindow | null {
  return before && hasSameContent(before, now) ? before : now;
}

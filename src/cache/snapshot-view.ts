import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Snapshot } from "./shared-tier.js";
import type { ItemKind } from "./source-reader.js";
import type { WriteJournal } from "./write-journal.js";

/** The current content of a source: the result of a refresh, plus the writes since that refresh began. */
export interface SnapshotView<Item> {
  /** Unique to this content of this source. */
  readonly version: number;
  readonly items: ReadonlyMap<string, Item>;
  readonly windows: readonly ScheduledWindow[];
}

/** Creates the views of one source. A snapshot's view stays the same object until the next write. */
export function createSnapshotViews<Item extends object>(
  { keyOf, windowOf }: ItemKind<Item>,
  sourceKey: string,
  journal: WriteJournal,
) {
  const views = new WeakMap<Snapshot, { readonly writes: number; readonly view: SnapshotView<Item> }>();
  let lastVersion = 0;

  return function viewOf(snapshot: Snapshot): SnapshotView<Item> {
    const writes = journal.version(sourceKey);
    const made = views.get(snapshot);
    if (made?.writes === writes) return made.view;
    // Safe casts: this source's snapshots and journal entries hold only its own items.
    const items = new Map((snapshot.items as readonly Item[]).map((item) => [keyOf(item), item]));
    for (const [key, item] of journal.since(sourceKey, snapshot)) {
      if (item === null) items.delete(key);
      else items.set(key, item as Item);
    }
    let windows: readonly ScheduledWindow[] | undefined;
    lastVersion += 1;
    const view: SnapshotView<Item> = {
      version: lastVersion,
      items,
      // Lazy, so that a lookup of one item after a write does not compute all windows.
      get windows() {
        windows ??= [...items.values()].flatMap((item) => windowOf(item) ?? []);
        return windows;
      },
    };
    views.set(snapshot, { writes, view });
    return view;
  };
}

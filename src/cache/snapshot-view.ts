import type { Failure } from "../domain/failures/failure.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Snapshot } from "./shared-tier.js";
import type { ItemKind, Reading } from "./source-reader.js";
import type { WriteJournal } from "./write-journal.js";

/** What a source holds: what a refresh found, and the writes since that refresh began. */
export interface SnapshotView<Item> {
  readonly items: ReadonlyMap<string, Item>;
  readonly windows: readonly ScheduledWindow[];
}

/** Makes the views of one source: the same object for the same snapshot, until there is another write. */
export function createSnapshotViews<Item extends object>(
  { keyOf, windowOf }: ItemKind<Item>,
  sourceKey: string,
  journal: WriteJournal,
) {
  const views = new WeakMap<Snapshot, { readonly version: number; readonly view: SnapshotView<Item> }>();

  return function viewOf(snapshot: Snapshot): SnapshotView<Item> {
    const version = journal.version(sourceKey);
    const made = views.get(snapshot);
    if (made?.version === version) return made.view;
    // Only this source's own items are in its snapshots and its part of the journal.
    const items = new Map((snapshot.items as readonly Item[]).map((item) => [keyOf(item), item]));
    for (const [key, item] of journal.since(sourceKey, snapshot)) {
      if (item === null) items.delete(key);
      else items.set(key, item as Item);
    }
    let windows: readonly ScheduledWindow[] | undefined;
    const view: SnapshotView<Item> = {
      items,
      // A caller that looks up one item after a write need not wait for all windows.
      get windows() {
        windows ??= [...items.values()].flatMap((item) => windowOf(item) ?? []);
        return windows;
      },
    };
    views.set(snapshot, { version, view });
    return view;
  };
}

/** A view as callers get it. Its windows are computed when they are first needed. */
export function readingOfView<Item>(
  view: SnapshotView<Item>,
  fetchedAt: Date,
  maxAgeMs: number,
  failure: Failure | null,
): Reading<Item> {
  return {
    items: view.items,
    get windows() {
      return view.windows;
    },
    fetchedAt,
    freshUntil: new Date(fetchedAt.getTime() + maxAgeMs),
    failure,
  };
}

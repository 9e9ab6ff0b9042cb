import type { Failure } from "../../domain/errors.js";
import type { ScheduledWindow } from "../../domain/windows.js";
import type { Reading } from "./remembered-source.js";
import type { Snapshot } from "./shared-tier.js";
import type { WriteJournal } from "./write-journal.js";

/** How items are told apart, and which window each has. */
export interface ItemKind<Item extends object> {
  readonly keyOf: (item: Item) => string;
  readonly windowOf: (item: Item) => ScheduledWindow | null;
  /** When it was read, where a reading of the whole source may take it over from an earlier one; null elsewhere. */
  readonly readAt: (item: Item) => Date | null;
}

/** What a source holds: what a reading found, and the writes since that reading began. */
export interface View<Item> {
  readonly items: ReadonlyMap<string, Item>;
  readonly windows: readonly ScheduledWindow[];
}

/** Makes the views of one source: the same object for the same snapshot, until there is another write. */
export function createViews<Item extends object>(
  { keyOf, windowOf }: ItemKind<Item>,
  sourceKey: string,
  journal: WriteJournal,
) {
  const views = new WeakMap<Snapshot, { readonly version: number; readonly view: View<Item> }>();

  return function viewOf(snapshot: Snapshot): View<Item> {
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
    const view: View<Item> = {
      items,
      // Who looks one item up after a write need not wait for all of them.
      get windows() {
        windows ??= [...items.values()].flatMap((item) => windowOf(item) ?? []);
        return windows;
      },
    };
    views.set(snapshot, { version, view });
    return view;
  };
}

/** What is told of a view. Its windows are made when somebody asks for them. */
export function readingOfView<Item>(
  view: View<Item>,
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

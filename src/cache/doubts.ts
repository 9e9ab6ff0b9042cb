import type { LRUCache } from "lru-cache";
import { maxJournaledWrites } from "./constants.js";
import { createLruMap } from "./lru-map.js";
import type { JournalPosition } from "./write-journal.js";

/** The statement of a replica that an item may have changed at its provider. */
export interface Doubt {
  /** Its place among all writes. A read that begins later includes the change. */
  readonly position: JournalPosition;
  /** When this process learned of it, by the steady clock. */
  readonly atMs: number;
}

/** Creates the record of the last doubt about each item, by cache key of its source and by its own key. */
export function createDoubts() {
  const sources = new Map<string, LRUCache<string, Doubt>>();
  return {
    add(sourceKey: string, key: string, doubt: Doubt): void {
      let ofSource = sources.get(sourceKey);
      if (ofSource === undefined) {
        ofSource = createLruMap(maxJournaledWrites);
        sources.set(sourceKey, ofSource);
      }
      ofSource.set(key, doubt);
    },

    remove: (sourceKey: string, key: string): void => void sources.get(sourceKey)?.delete(key),

    /** Returns the doubts about a source, by key of the item. */
    of: (sourceKey: string): Iterable<readonly [string, Doubt]> => sources.get(sourceKey)?.entries() ?? [],
  };
}

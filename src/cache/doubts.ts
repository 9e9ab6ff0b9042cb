import type { LRUCache } from "lru-cache";
import { maxJournaledWrites } from "./constants.js";
import { createLruMap } from "./lru-map.js";

/** The statement of a replica that an item may have changed at its provider. */
export interface Doubt {
  /** Its position in the write journal. A read that begins later includes the change. */
  readonly position: string;
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

    /** Returns the doubt about an item; null if the item is not doubtful. */
    find: (sourceKey: string, key: string): Doubt | null => sources.get(sourceKey)?.peek(key) ?? null,

    /** Returns the doubts about a source, by key of the item. */
    of: (sourceKey: string): readonly (readonly [string, Doubt])[] => [
      ...(sources.get(sourceKey)?.entries() ?? []),
    ],
  };
}

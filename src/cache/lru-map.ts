import { LRUCache } from "lru-cache";

/**
 * Creates a map that drops the least recently used entry when it is full. With its option `max`, LRUCache would reserve memory for
 * all entries at once, which took a twentieth of a start.
 */
export function createLruMap<Value extends object | string>(maxEntries: number): LRUCache<string, Value> {
  return new LRUCache<string, Value>({ maxSize: maxEntries, sizeCalculation: () => 1 });
}

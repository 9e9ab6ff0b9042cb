import { LRUCache } from "lru-cache";
import { maxRegisteredQueryBytes, registeredQueryOverheadBytes } from "./constants.js";

/**
 * Creates the store of the operations that clients have registered (Apollo's automatic persisted queries). Apollo Server's own
 * counts neither its keys' memory nor that of its entries, so many short operations would take a multiple of its limit.
 */
export function createRegisteredQueries() {
  const texts = new LRUCache<string, string>({
    maxSize: maxRegisteredQueryBytes,
    sizeCalculation: (text, key) => registeredQueryOverheadBytes + 2 * (text.length + key.length),
  });
  return {
    get: async (key: string): Promise<string | undefined> => texts.get(key),
    async set(key: string, text: string): Promise<void> {
      texts.set(key, text);
    },
    delete: async (key: string): Promise<boolean> => texts.delete(key),
  };
}

import type { RememberedSource, SourceMemory, Surroundings } from "./source-memory.js";
import { createSourceMemory } from "./source-memory.js";

export type MemoryOptions = Omit<Surroundings, "closing">;

/** What a process remembers of its sources between requests. */
export interface Memory {
  readonly ofSource: <Item extends object>(source: RememberedSource<Item>) => SourceMemory<Item>;
  /** Ends what is being read in the background. */
  readonly close: () => Promise<void>;
}

export function createMemory(options: MemoryOptions): Memory {
  const closing = new AbortController();
  return {
    ofSource: (source) => createSourceMemory(source, { ...options, closing: closing.signal }),
    async close() {
      closing.abort();
      await options.shared.close();
    },
  };
}

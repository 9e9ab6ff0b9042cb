import { LRUCache } from "lru-cache";
import type { Freshness } from "../freshness.js";
import type { SharedTier, Snapshot } from "./shared-tier.js";
import type { RememberedSource, SourceMemory } from "./source-memory.js";
import { createSourceMemory } from "./source-memory.js";
import type { WriteJournal } from "./write-journal.js";

export interface MemoryOptions {
  readonly shared: SharedTier;
  readonly journal: WriteJournal;
  /** Where a source is not given its own. */
  readonly freshness: Freshness;
  readonly requestTimeoutMs: number;
}

/** How many windows and applications are remembered over all sources; about two kilobytes each. */
const maxItems = 50_000;

/** How long a reading may take, in the background after those who wanted it have gone. */
const readingTimeoutMs = 5 * 60_000;

/** What a process remembers of its sources between requests, within a bounded size. */
export interface Memory {
  readonly ofSource: <Item extends object>(source: RememberedSource<Item>) => SourceMemory<Item>;
  /** Ends what is being read in the background. */
  readonly close: () => Promise<void>;
}

export function createMemory({ shared, ...options }: MemoryOptions): Memory {
  const closing = new AbortController();
  const snapshots = new LRUCache<string, Snapshot, () => Promise<Snapshot>>({
    maxSize: maxItems,
    sizeCalculation: ({ items }) => items.length + 1,
    fetchMethod: (_sourceId, _previous, { context: read }) => read(),
    noDeleteOnFetchRejection: true,
  });
  return {
    ofSource: (source) =>
      createSourceMemory(source, {
        ...options,
        readingTimeoutMs,
        snapshots,
        shared,
        closing: closing.signal,
      }),
    async close() {
      closing.abort();
      await shared.close();
    },
  };
}

import type { Clock } from "../domain/time/clock.js";
import type { Deadline } from "../upstream/deadlines.js";
import { maxCachedItems } from "./constants.js";
import type { ItemReader } from "./item-reader.js";
import { createLruMap } from "./lru-map.js";
import { createSingleFlight } from "./single-flight.js";
import type { ReadVersion, WriteJournal } from "./write-journal.js";

export interface CachedItem<Item> {
  readonly item: Item;
  /** When its read began, by the steady clock. */
  readonly readAtMs: number;
}

interface ReadItem<Item> extends CachedItem<Item>, ReadVersion {
  /** Sequence number of the read; 0 if the item came from a refresh of the whole source. */
  readonly readNumber: number;
}

export type ItemCache<Item extends object> = ReturnType<typeof createItemCache<Item>>;

/** Creates the cache for individually read items of one source. */
export function createItemCache<Item extends object>(
  sourceKey: string,
  keyOf: (item: Item) => string,
  journal: WriteJournal,
  clock: Clock,
  newDeadline: (cancelled: AbortSignal, flow: string) => Deadline,
) {
  const items = createLruMap<ReadItem<Item>>(maxCachedItems);
  /** When each of these keys was last read and had no item. */
  const missing = createLruMap<ReadVersion>(maxCachedItems);
  const reading = new Map<string, { readonly readNumber: number; readonly answer: Promise<Item | null> }>();
  const flights = createSingleFlight<Item | null>();
  let readCount = 0;
  /** Incremented by each invalidation. Reads of an earlier generation are neither joined nor cached. */
  let generation = 0;

  /** Returns the last read of an item, with later writes applied; null if unknown or deleted. */
  function find(key: string): CachedItem<Item> | null {
    const known = items.get(key);
    if (known === undefined) return null;
    const written = journal.find(sourceKey, key, known);
    if (written === null) return known;
    // Safe cast: the journal holds only this source's items under its key.
    return written.item === null ? null : { ...known, item: written.item as Item };
  }

  async function readAndKeep(
    key: string,
    reader: ItemReader<Item | null>,
    cancelled: AbortSignal,
    flow: string,
  ): Promise<Item | null> {
    const begun = { readAtMs: clock().steadyMs, position: journal.position() };
    const ownGeneration = generation;
    // Not the caller's deadline, because callers with a later one can join.
    const answer = reader.read(newDeadline(cancelled, flow), begun.readAtMs);
    readCount += 1;
    const readNumber = readCount;
    reading.set(key, { readNumber, answer });
    try {
      const item = await answer;
      if (ownGeneration !== generation) return item;
      if (item === null) {
        items.delete(key);
        missing.set(key, begun);
        return null;
      }
      missing.delete(key);
      items.set(key, { item, ...begun, readNumber });
      const isWritten = journal.find(sourceKey, key, begun) !== null;
      // Once one caller has seen this state, lists must show it too, so record it like a write.
      if (!isWritten && keyOf(item) === key)
        journal.addOwn({ sourceKey, key, item, readFrom: begun.position }, begun.readAtMs);
      return isWritten ? (find(key)?.item ?? null) : item;
    } finally {
      if (reading.get(key)?.readNumber === readNumber) reading.delete(key);
    }
  }

  return {
    find,

    /** Whether a read since then found no item, and no write has created it after that. */
    isMissing(key: string, sinceMs: number): boolean {
      const known = missing.get(key);
      return known !== undefined && known.readAtMs > sinceMs && journal.find(sourceKey, key, known) === null;
    },

    /** Reads an item. Concurrent callers share one read. */
    read: (key: string, deadline: Deadline, reader: ItemReader<Item | null>): Promise<Item | null> =>
      flights.wait(`${generation} ${key}`, deadline, (cancelled) =>
        readAndKeep(key, reader, cancelled, deadline.flow),
      ),

    /** Discards the results of running reads, because a write may have overtaken them. */
    invalidateReads(): void {
      generation += 1;
      missing.clear();
    },

    /** Caches an item found by a refresh of the whole source, in case that refresh fails later. */
    keep(key: string, item: Item, { readAtMs, position }: ReadVersion): void {
      items.set(key, { item, readAtMs, position, readNumber: 0 });
    },

    /**
     * Starts watching reads. The returned function takes an item's key and returns the result of a read that began since
     * then, finished or still running; null if there is none.
     */
    watch() {
      const before = readCount;
      return (key: string): Promise<Item | null> | null => {
        const known = items.get(key);
        if (known !== undefined && known.readNumber > before) return Promise.resolve(known.item);
        const running = reading.get(key);
        return running !== undefined && running.readNumber > before ? running.answer : null;
      };
    },
  };
}

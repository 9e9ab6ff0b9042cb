import { LRUCache } from "lru-cache";
import type { Deadline } from "../upstream/deadlines.js";
import { maxCachedItems } from "./constants.js";
import type { ItemReader } from "./item-reader.js";
import { createSingleFlight } from "./single-flight.js";
import type { JournalPosition, WriteJournal } from "./write-journal.js";

export interface CachedItem<Item> {
  readonly item: Item;
  readonly fetchedAt: Date;
}

interface ReadItem<Item> extends CachedItem<Item> {
  readonly position: JournalPosition;
  /** Its number in the order in which reads began; 0 if a refresh of the whole source kept it. */
  readonly readNumber: number;
}

export type ItemCache<Item extends object> = ReturnType<typeof createItemCache<Item>>;

/** The items of one source that were read one by one. */
export function createItemCache<Item extends object>(
  sourceKey: string,
  keyOf: (item: Item) => string,
  journal: WriteJournal,
  newDeadline: (cancelled: AbortSignal) => Deadline,
) {
  const items = new LRUCache<string, ReadItem<Item>>({ max: maxCachedItems });
  const reading = new Map<string, { readonly readNumber: number; readonly answer: Promise<Item | null> }>();
  const flights = createSingleFlight<Item | null>();
  let readCount = 0;
  /** Grows with each invalidation: no caller joins a read that began before it, and its result is not kept. */
  let generation = 0;

  /** The last read of an item, updated by later writes. */
  function find(key: string): CachedItem<Item> | null {
    const known = items.get(key);
    if (known === undefined) return null;
    const written = journal.find(sourceKey, key, known);
    if (written === null) return known;
    // Only this source's own items are in its part of the journal.
    return written.item === null ? null : { ...known, item: written.item as Item };
  }

  async function readAndKeep(
    key: string,
    reader: ItemReader<Item | null>,
    now: Date,
    cancelled: AbortSignal,
  ): Promise<Item | null> {
    const position = journal.position();
    const ownGeneration = generation;
    // Callers with a later deadline may join.
    const answer = reader.read(newDeadline(cancelled));
    readCount += 1;
    const readNumber = readCount;
    reading.set(key, { readNumber, answer });
    try {
      const item = await answer;
      if (ownGeneration !== generation) return item;
      if (item === null) {
        items.delete(key);
        return null;
      }
      items.set(key, { item, fetchedAt: now, position, readNumber });
      const isWritten = journal.find(sourceKey, key, { fetchedAt: now, position }) !== null;
      // What one caller has seen, all callers see: in lists it counts as the last write.
      if (!isWritten && keyOf(item) === key) journal.addOwn({ sourceKey, key, item }, now);
      return isWritten ? (find(key)?.item ?? null) : item;
    } finally {
      if (reading.get(key)?.readNumber === readNumber) reading.delete(key);
    }
  }

  return {
    find,

    /** Reads an item, once for all callers at the same time. */
    read: (
      key: string,
      deadline: Deadline,
      reader: ItemReader<Item | null>,
      now: Date,
    ): Promise<Item | null> =>
      flights.wait(`${generation} ${key}`, deadline, (cancelled) => readAndKeep(key, reader, now, cancelled)),

    /** Keeps no result of the reads that run now: a write may have overtaken them. */
    invalidateReads(): void {
      generation += 1;
    },

    /** Keeps an item that a refresh of the whole source has found, in case the refresh fails later. */
    keep(key: string, item: Item, fetchedAt: Date, position: JournalPosition): void {
      items.set(key, { item, fetchedAt, position, readNumber: 0 });
    },

    /** Starts to watch reads. The result tells, for an item, what a read that began since has found or will find; null without one. */
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

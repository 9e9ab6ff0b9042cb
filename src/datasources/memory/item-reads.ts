import { LRUCache } from "lru-cache";
import type { GatewayError } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import { createSharedReads } from "./shared-reads.js";
import type { JournalPosition, WriteJournal } from "./write-journal.js";

/** How a request reads one item by itself. */
export interface ItemReader<Item> {
  /** Null where there is none. */
  readonly read: (deadline: Deadline) => Promise<Item | null>;
  /** What a caller is told whose deadline passes while it is being read. */
  readonly late: () => GatewayError;
}

export interface Remembered<Item> {
  readonly item: Item;
  readonly fetchedAt: Date;
}

interface ReadItem<Item> extends Remembered<Item> {
  readonly position: JournalPosition;
  /** Its number in the order in which requests began to read; 0 where a reading of the whole source has kept it. */
  readonly begunAs: number;
}

/** How many items are remembered that were read one by one. */
const maxItems = 5_000;

/** The items of one source that were read by themselves, and not with all the others. */
export function createItemReads<Item extends object>(
  sourceKey: string,
  keyOf: (item: Item) => string,
  journal: WriteJournal,
  newDeadline: (cancelled: AbortSignal) => Deadline,
) {
  const items = new LRUCache<string, ReadItem<Item>>({ max: maxItems });
  const reading = new Map<string, { readonly begunAs: number; readonly answer: Promise<Item | null> }>();
  const reads = createSharedReads<Item | null>();
  let begun = 0;
  /** Grows with each doubt: nobody joins a read that began before it, and what that finds is not kept. */
  let doubtCount = 0;

  /** The last that was read of an item, with what was written since. */
  function find(key: string): Remembered<Item> | null {
    const known = items.get(key);
    if (known === undefined) return null;
    const written = journal.find(sourceKey, key, known);
    if (written === null) return known;
    // Only this source's own items are in its part of the journal.
    return written.item === null ? null : { ...known, item: written.item as Item };
  }

  async function readAndKeep(
    key: string,
    reader: ItemReader<Item>,
    now: Date,
    cancelled: AbortSignal,
  ): Promise<Item | null> {
    const position = journal.position();
    const begunIn = doubtCount;
    // Others may join it, whose deadline is later.
    const answer = reader.read(newDeadline(cancelled));
    begun += 1;
    const begunAs = begun;
    reading.set(key, { begunAs, answer });
    try {
      const item = await answer;
      if (begunIn !== doubtCount) return item;
      if (item === null) {
        items.delete(key);
        return null;
      }
      items.set(key, { item, fetchedAt: now, position, begunAs });
      const isWritten = journal.find(sourceKey, key, { fetchedAt: now, position }) !== null;
      // What one reader has seen all others see: in lists it counts as what was written last.
      if (!isWritten && keyOf(item) === key) journal.addOwn({ sourceKey, key, item }, now);
      return isWritten ? (find(key)?.item ?? null) : item;
    } finally {
      if (reading.get(key)?.begunAs === begunAs) reading.delete(key);
    }
  }

  return {
    find,

    /** Reads an item, once for everybody who wants it at the same time. */
    read: (key: string, deadline: Deadline, reader: ItemReader<Item>, now: Date): Promise<Item | null> =>
      reads.wait(`${doubtCount} ${key}`, deadline, (cancelled) => readAndKeep(key, reader, now, cancelled)),

    /** That what is being read now may be out of date when it comes. */
    doubt(): void {
      doubtCount += 1;
    },

    /** Keeps what a reading of the whole source has found, should it fail before its end. */
    keep(key: string, item: Item, fetchedAt: Date, position: JournalPosition): void {
      items.set(key, { item, fetchedAt, position, begunAs: 0 });
    },

    /** Tells of each item what a request has read of it, or is reading, that began to do so from now on. */
    watch() {
      const before = begun;
      return (key: string): Promise<Item | null> | null => {
        const known = items.get(key);
        if (known !== undefined && known.begunAs > before) return Promise.resolve(known.item);
        const underWay = reading.get(key);
        return underWay !== undefined && underWay.begunAs > before ? underWay.answer : null;
      };
    },
  };
}

import { LRUCache } from "lru-cache";
import { maxJournaledWrites } from "./constants.js";

/**
 * A place in the order of all writes: `<milliseconds>-<number>`, as Redis names the entries of a stream, so that
 * replicas agree on it.
 */
export type JournalPosition = string;

/** What a write left behind. */
export interface WriteEntry {
  /** Of the source, under which it is cached. */
  readonly sourceKey: string;
  readonly key: string;
  /** Null where it was deleted. */
  readonly item: unknown;
}

/** When something was read, and where the writes stood then. */
export interface ReadVersion {
  readonly fetchedAt: Date;
  readonly position: JournalPosition;
}

interface JournalEntry {
  readonly position: JournalPosition;
  readonly item: unknown;
  /** Where no other replica knows of it, so that its place says nothing of their readings: when it was made. */
  readonly ownAt: Date | null;
}

/**
 * The last write of each thing, in order. What a source holds is what its last reading found, and the writes since
 * that reading began: thus a reading that overlaps a write cannot hide it.
 */
export function createWriteJournal() {
  const sources = new Map<string, { version: number; readonly entries: LRUCache<string, JournalEntry> }>();
  let last: JournalPosition = "0-0";

  function ofSource(sourceKey: string) {
    let source = sources.get(sourceKey);
    if (source === undefined) {
      source = { version: 0, entries: new LRUCache({ max: maxJournaledWrites }) };
      sources.set(sourceKey, source);
    }
    return source;
  }

  function enter({ sourceKey, key, item }: WriteEntry, position: JournalPosition, ownAt: Date | null): void {
    const source = ofSource(sourceKey);
    const known = source.entries.peek(key);
    if (known !== undefined && !isAfter(position, known.position)) return;
    source.entries.set(key, { position, item, ownAt });
    source.version += 1;
    if (isAfter(position, last)) last = position;
  }

  return {
    /** That of the last write. A reading that begins now shows every write up to it. */
    position: (): JournalPosition => last,

    /** Adds a write where the replicas have placed it; one that is known already changes nothing. */
    add: (entry: WriteEntry, position: JournalPosition): void => enter(entry, position, null),

    /** Adds what this process has written or seen, after all that it knows; `position` where the replicas know of it. */
    addOwn(entry: WriteEntry, at: Date, position: JournalPosition | null = null): void {
      const known = ofSource(entry.sourceKey).entries.peek(entry.key);
      // The replicas' journal may have told it before the answer to the writer came.
      if (position !== null && known?.position === position) return;
      if (position !== null && isAfter(position, last)) enter(entry, position, null);
      else enter(entry, next(last), at);
    },

    /** Grows with every write of the source. */
    version: (sourceKey: string): number => ofSource(sourceKey).version,

    /** The writes of a source that a reading may not have seen, by key. */
    since(sourceKey: string, reading: ReadVersion): ReadonlyMap<string, unknown> {
      const newer = [...ofSource(sourceKey).entries.entries()].filter(([, entry]) => isSince(entry, reading));
      return new Map(newer.map(([key, { item }]) => [key, item]));
    },

    /** The write of one thing that a reading may not have seen; null where there is none. */
    find(sourceKey: string, key: string, reading: ReadVersion): { readonly item: unknown } | null {
      const entry = ofSource(sourceKey).entries.peek(key);
      return entry !== undefined && isSince(entry, reading) ? entry : null;
    },
  };
}

export type WriteJournal = ReturnType<typeof createWriteJournal>;

function isSince({ position, ownAt }: JournalEntry, reading: ReadVersion): boolean {
  return isAfter(position, reading.position) && (ownAt === null || ownAt >= reading.fetchedAt);
}

function isAfter(left: JournalPosition, right: JournalPosition): boolean {
  const [leftMs, leftNumber] = partsOf(left);
  const [rightMs, rightNumber] = partsOf(right);
  return leftMs === rightMs ? leftNumber > rightNumber : leftMs > rightMs;
}

function next(position: JournalPosition): JournalPosition {
  const [ms, number] = partsOf(position);
  return `${ms}-${number + 1}`;
}

function partsOf(position: JournalPosition): readonly [number, number] {
  const [ms = 0, number = 0] = position.split("-").map(Number);
  return [ms, number];
}

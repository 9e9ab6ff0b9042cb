import { LRUCache } from "lru-cache";
import type { Snapshot } from "./shared-tier.js";

/**
 * A place in the order of all writes: `<milliseconds>-<number>`, as Redis names the entries of a stream, so that
 * replicas agree on it.
 */
export type JournalPosition = string;

/** What a write left behind. */
export interface WriteEntry {
  readonly sourceKey: string;
  readonly key: string;
  /** Null where it was deleted. */
  readonly item: unknown;
}

interface PlacedEntry {
  readonly position: JournalPosition;
  readonly item: unknown;
}

/** Of so many things of one source the last write is remembered; far more than are written between two readings. */
const maxKeys = 10_000;

/**
 * The last write of each thing, in order. What a source holds is what its last reading found, and the writes since
 * that reading began: thus a reading that overlaps a write cannot hide it.
 */
export function createWriteJournal() {
  const sources = new Map<string, { version: number; readonly entries: LRUCache<string, PlacedEntry> }>();
  let last: JournalPosition = "0-0";
  /** The last write that the replicas could not be told of. */
  let lastUnshared: { readonly position: JournalPosition; readonly at: Date } | null = null;

  function ofSource(sourceKey: string) {
    let source = sources.get(sourceKey);
    if (source === undefined) {
      source = { version: 0, entries: new LRUCache({ max: maxKeys }) };
      sources.set(sourceKey, source);
    }
    return source;
  }

  /** Adds a write; one that is known already changes nothing. */
  function add({ sourceKey, key, item }: WriteEntry, position: JournalPosition): void {
    const source = ofSource(sourceKey);
    const known = source.entries.peek(key);
    if (known !== undefined && !isAfter(position, known.position)) return;
    source.entries.set(key, { position, item });
    source.version += 1;
    if (isAfter(position, last)) last = position;
  }

  return {
    /** That of the last write. A reading that begins now shows every write up to it. */
    position: (): JournalPosition => last,

    add,

    /** Adds a write of this process' own: after all that it knows, wherever the replicas have placed it. */
    addOwn(entry: WriteEntry, position: JournalPosition | null, at: Date): void {
      const placed = position !== null && isAfter(position, last) ? position : next(last);
      if (placed !== position) lastUnshared = { position: placed, at };
      add(entry, placed);
    },

    /** Where the writes stood at a replica's reading. It knows nothing of positions that only this process has given. */
    positionOf({ position, fetchedAt }: Snapshot): JournalPosition {
      const includesUnshared = lastUnshared !== null && fetchedAt > lastUnshared.at;
      if (lastUnshared === null || !includesUnshared) return position;
      return isAfter(lastUnshared.position, position) ? lastUnshared.position : position;
    },

    /** Grows with every write of the source. */
    version: (sourceKey: string): number => ofSource(sourceKey).version,

    /** The writes of a source after a position, by key. */
    since(sourceKey: string, position: JournalPosition): ReadonlyMap<string, unknown> {
      const newer = [...ofSource(sourceKey).entries.entries()].filter(([, entry]) =>
        isAfter(entry.position, position),
      );
      return new Map(newer.map(([key, { item }]) => [key, item]));
    },

    /** The write of one thing after a position; null where there is none. */
    find(sourceKey: string, key: string, position: JournalPosition): { readonly item: unknown } | null {
      const entry = ofSource(sourceKey).entries.peek(key);
      return entry !== undefined && isAfter(entry.position, position) ? entry : null;
    },
  };
}

export type WriteJournal = ReturnType<typeof createWriteJournal>;

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

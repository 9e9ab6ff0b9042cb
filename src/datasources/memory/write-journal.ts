import { LRUCache } from "lru-cache";

/**
 * A place in the order of all writes: `<milliseconds>-<number>`, as Redis names the entries of a stream, so that
 * replicas agree on it.
 */
export type JournalPosition = string;

/** What a write left behind. */
export interface WriteEntry {
  readonly sourceId: string;
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

  function ofSource(sourceId: string) {
    let source = sources.get(sourceId);
    if (source === undefined) {
      source = { version: 0, entries: new LRUCache({ max: maxKeys }) };
      sources.set(sourceId, source);
    }
    return source;
  }

  /** Adds a write; one that is known already changes nothing. */
  function add({ sourceId, key, item }: WriteEntry, position: JournalPosition): void {
    const source = ofSource(sourceId);
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
    addOwn(entry: WriteEntry, position: JournalPosition | null): void {
      add(entry, position !== null && isAfter(position, last) ? position : next(last));
    },

    /** Grows with every write of the source. */
    version: (sourceId: string): number => ofSource(sourceId).version,

    /** The writes of a source after a position, by key. */
    since(sourceId: string, position: JournalPosition): ReadonlyMap<string, unknown> {
      const newer = [...ofSource(sourceId).entries.entries()].filter(([, entry]) =>
        isAfter(entry.position, position),
      );
      return new Map(newer.map(([key, { item }]) => [key, item]));
    },

    /** The write of one thing after a position; null where there is none. */
    find(sourceId: string, key: string, position: JournalPosition): { readonly item: unknown } | null {
      const entry = ofSource(sourceId).entries.peek(key);
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

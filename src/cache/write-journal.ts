import type { LRUCache } from "lru-cache";
import { maxJournaledWrites } from "./constants.js";
import { createDoubts } from "./doubts.js";
import { createLruMap } from "./lru-map.js";

/**
 * Position in the order of all writes: `<milliseconds>-<number>`, the format of Redis stream ids, so that replicas agree
 * on it.
 */
export type JournalPosition = string;

/** The result of a write. */
export interface WriteEntry {
  /** Cache key of the source. */
  readonly sourceKey: string;
  readonly key: string;
  /** Null if the item was deleted. */
  readonly item: unknown;
  /** The caller who wrote it, as its identity provider names it. Absent if it was only read, or if callers are not identified. */
  readonly changedBy?: string | undefined;
  /** The journal's position when the read began, if the item was read and not written. Writes after it are newer. */
  readonly readFrom?: JournalPosition | undefined;
}

/** When a read began, and the journal's position at that time. */
export interface ReadVersion {
  /** By the steady clock. */
  readonly readAtMs: number;
  readonly position: JournalPosition;
}

interface JournalEntry {
  readonly position: JournalPosition;
  readonly item: unknown;
  readonly changedBy: string | undefined;
  /** The position of the write, or that at which the read of the item began. */
  readonly asOf: JournalPosition;
  /**
   * When this process made a write that other replicas do not know of, by the steady clock: its position cannot be compared with
   * their reads. Null for a shared write.
   */
  readonly ownAtMs: number | null;
}

/**
 * Creates a journal of the last write of each item, in order. A source's current content is its last read plus the writes
 * since that read began, so a read that overlaps a write cannot hide it.
 */
export function createWriteJournal() {
  const sources = new Map<
    string,
    { version: number; readonly entries: LRUCache<string, JournalEntry>; onEntry?: () => void }
  >();
  const doubts = createDoubts();
  let last: JournalPosition = "0-0";

  function ofSource(sourceKey: string) {
    let source = sources.get(sourceKey);
    if (source === undefined) {
      source = { version: 0, entries: createLruMap(maxJournaledWrites) };
      sources.set(sourceKey, source);
    }
    return source;
  }

  function advance(position: JournalPosition): void {
    if (isAfter(position, last)) last = position;
  }

  function enter(
    { sourceKey, key, item, changedBy, readFrom }: WriteEntry,
    position: JournalPosition,
    ownAtMs: number | null,
    writtenAt = position,
  ): void {
    const source = ofSource(sourceKey);
    const known = source.entries.peek(key);
    if (known !== undefined && !isAfter(position, known.position)) return;
    const asOf = readFrom ?? writtenAt;
    // What was read is older than a write, or than another read, that began after this read.
    if (readFrom !== undefined && known !== undefined && isAfter(known.asOf, asOf)) return;
    source.entries.set(key, { position, item, changedBy, asOf, ownAtMs });
    source.version += 1;
    advance(position);
    source.onEntry?.();
  }

  return {
    /** Returns the position of the last write. A read that begins now includes every write up to it. */
    position: (): JournalPosition => last,

    /** Records that the replicas share a position. A read that begins now includes everything up to it. */
    advance,

    /** The items that a replica has found doubtful. Enter their positions with `advance`. */
    doubts,

    /** Adds a write at its shared position. A write that is already known changes nothing. */
    add: (entry: WriteEntry, position: JournalPosition): void => enter(entry, position, null),

    /** Adds a state that this process wrote or read, after all known writes. Pass `position` if the replicas know it. */
    addOwn(entry: WriteEntry, atMs: number, position: JournalPosition | null = null): void {
      const known = ofSource(entry.sourceKey).entries.peek(entry.key);
      // The shared journal may deliver a write before its writer learns its position.
      if (position !== null && known?.position === position) return;
      if (position !== null && isAfter(position, last)) enter(entry, position, null);
      else enter(entry, next(last), atMs, position ?? undefined);
    },

    /** Calls the function after each entry of the source. */
    watch(sourceKey: string, onEntry: () => void): void {
      ofSource(sourceKey).onEntry = onEntry;
    },

    /** Returns a number that grows with every write to the source. */
    version: (sourceKey: string): number => ofSource(sourceKey).version,

    /** Returns the writes to a source that a read may have missed, by key. */
    since(sourceKey: string, reading: ReadVersion): ReadonlyMap<string, unknown> {
      const newer = [...ofSource(sourceKey).entries.entries()].filter(([, entry]) => isSince(entry, reading));
      return new Map(newer.map(([key, { item }]) => [key, item]));
    },

    /** Returns the write of one item that a read may have missed; null if there is none. */
    find(
      sourceKey: string,
      key: string,
      reading: ReadVersion,
    ): Pick<WriteEntry, "item" | "changedBy"> | null {
      const entry = ofSource(sourceKey).entries.peek(key);
      return entry !== undefined && isSince(entry, reading) ? entry : null;
    },
  };
}

export type WriteJournal = ReturnType<typeof createWriteJournal>;

function isSince({ position, asOf, ownAtMs }: JournalEntry, reading: ReadVersion): boolean {
  // What was read is older than a read that began later, even if it became known during that read.
  if (!isAfter(position, reading.position) || isAfter(reading.position, asOf)) return false;
  return ownAtMs === null || ownAtMs >= reading.readAtMs;
}

export function isAfter(left: JournalPosition, right: JournalPosition): boolean {
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

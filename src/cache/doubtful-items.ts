import type { Clock } from "../domain/time/clock.js";
import { otherReplicaRereadMs } from "./constants.js";
import type { Doubt } from "./doubts.js";
import type { ReadVersion, WriteJournal } from "./write-journal.js";
import { isAfter } from "./write-journal.js";

/** Key that stands for the list of a source. Every read of the source then lists it again. */
export const listKey = "";

/** Key that stands for every item of a source. */
export const everyItem = "*";

export type DoubtfulItems = ReturnType<typeof createDoubtfulItems>;

/**
 * Creates the set of a source's items that may have changed since they were read. They are read again before they are served.
 * It includes the doubts of other replicas, after the time that those replicas need to read the items themselves.
 */
export function createDoubtfulItems(
  sourceKey: string,
  journal: WriteJournal,
  clock: Clock,
  lastRead: () => ReadVersion | null,
) {
  /** The number of each mark. A read clears only the marks that were set before it began. */
  const marks = new Map<string, number>();
  let lastMark = 0;

  function isSettled(key: string, { position, atMs }: Doubt, read: ReadVersion | null): boolean {
    if (read !== null && !isAfter(position, read.position)) return true;
    return journal.find(sourceKey, key, { position, readAtMs: atMs }) !== null;
  }

  /** Returns the doubt of another replica about the item. Returns null if no replica doubts it, or if it has been read since. */
  function openDoubt(key: string, doubt = journal.doubts.find(sourceKey, key)): Doubt | null {
    if (doubt === null || !isSettled(key, doubt, lastRead())) return doubt;
    journal.doubts.remove(sourceKey, key);
    return null;
  }

  /** Whether the other replica has had the time to read the item itself, and has not. */
  const isDue = (doubt: Doubt | null) =>
    doubt !== null && clock().steadyMs - doubt.atMs >= otherReplicaRereadMs;

  return {
    has: (key: string): boolean => [key, everyItem].some((each) => marks.has(each) || isDue(openDoubt(each))),

    /** Like `has`, for a read of the whole source. It reads every doubtful item: its result counts as newer than all doubts. */
    mustBeRead: (key: string): boolean =>
      [key, everyItem].some((each) => marks.has(each) || openDoubt(each) !== null),

    add(key: string): void {
      lastMark += 1;
      marks.set(key, lastMark);
    },

    delete: (key: string): void => void marks.delete(key),

    get size(): number {
      const doubts = journal.doubts.of(sourceKey);
      return marks.size + doubts.filter(([key, doubt]) => isDue(openDoubt(key, doubt))).length;
    },

    /** Call when a read begins, for one item or for all. The returned function clears the marks that this read has covered. */
    beginRead(key: string | null = null): () => void {
      const before = [...marks].filter(([marked]) => key === null || marked === key);
      return () => {
        for (const [marked, mark] of before) if (marks.get(marked) === mark) marks.delete(marked);
      };
    },

    /** Whether another replica's read began after everything that may have changed. */
    areCoveredBy(read: ReadVersion): boolean {
      const doubts = journal.doubts.of(sourceKey);
      return marks.size === 0 && doubts.every(([key, doubt]) => isSettled(key, doubt, read));
    },
  };
}

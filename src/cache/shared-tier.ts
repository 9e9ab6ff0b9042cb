import type { RecordStore } from "./record-store.js";
import type { JournalPosition, ReadVersion, WriteEntry } from "./write-journal.js";

/** What one reading of a source found. */
export interface Snapshot extends ReadVersion {
  readonly items: readonly unknown[];
}

/**
 * What the replicas of a gateway share. None of its own methods ever fails: without it each replica goes on by itself.
 */
export interface SharedTier {
  /** Null where each process keeps its own. */
  readonly records: RecordStore | null;
  /** The snapshot that a replica left, if it is newer than the one that is known. */
  readonly load: (sourceKey: string, newerThan: Date | null) => Promise<Snapshot | null>;
  readonly store: (sourceKey: string, snapshot: Snapshot, keepForMs: number) => Promise<void>;
  /** Does the work unless another replica is at work of that key; null where one is. */
  readonly tryWithLock: <Result>(
    key: string,
    work: () => Promise<Result>,
  ) => Promise<{ readonly result: Result } | null>;
  /** Tells every replica of a write; answers with its position, null where it could not be told. */
  readonly append: (entry: WriteEntry) => Promise<JournalPosition | null>;
  readonly close: () => Promise<void>;
}

/** For a gateway without replicas. */
export const noSharedTier: SharedTier = {
  records: null,
  load: async () => null,
  store: async () => {},
  tryWithLock: async (_key, work) => ({ result: await work() }),
  append: async () => null,
  close: async () => {},
};

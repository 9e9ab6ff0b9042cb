import type { RecordStore } from "./record-store.js";
import type { JournalPosition, ReadVersion, WriteEntry } from "./write-journal.js";

/** The result of one read of a source. */
export interface Snapshot extends ReadVersion {
  readonly items: readonly unknown[];
}

/** Data that the replicas of a gateway share. Its own methods never throw: without it, each replica continues alone. */
export interface SharedTier {
  /** Null if each process keeps its own records. */
  readonly records: RecordStore | null;
  /** Returns the stored snapshot if it is newer than `newerThan`; null otherwise. */
  readonly load: (sourceKey: string, newerThan: Date | null) => Promise<Snapshot | null>;
  readonly store: (sourceKey: string, snapshot: Snapshot, keepForMs: number) => Promise<void>;
  /** Runs the work unless another replica is working on the same key; returns null if one is. */
  readonly tryWithLock: <Result>(
    key: string,
    work: () => Promise<Result>,
  ) => Promise<{ readonly result: Result } | null>;
  /** Publishes a write to all replicas and returns its journal position; null if that failed. */
  readonly append: (entry: WriteEntry) => Promise<JournalPosition | null>;
  readonly close: () => Promise<void>;
}

/** For a gateway without a shared tier. */
export const noSharedTier: SharedTier = {
  records: null,
  load: async () => null,
  store: async () => {},
  tryWithLock: async (_key, work) => ({ result: await work() }),
  append: async () => null,
  close: async () => {},
};

import type { LedState } from "./led-state.js";
import { localLedState } from "./led-state.js";
import type { RecordStore } from "./record-store.js";
import type { UnreadableEntry } from "./unreadable-entry.js";
import type { JournalPosition, ReadVersion, WriteEntry } from "./write-journal.js";

/** The result of one read of a source. */
export interface Snapshot extends ReadVersion {
  /** Unique to this read, in all replicas. */
  readonly id: string;
  /** When the read began, as it is shown. All replicas show the same, unless the clock of one is wrong. */
  readonly fetchedAt: Date;
  readonly items: readonly unknown[];
  /** No item is both here and in `items`. */
  readonly unreadable: readonly UnreadableEntry[];
}

/** A snapshot from the shared tier. Its own times are those of this process, but not the times in its items. */
export interface LoadedSnapshot {
  readonly snapshot: Snapshot;
  /** By how much the times in the items must be moved to the steady clock of this process. */
  readonly movedMs: number;
}

/** Data that the replicas of a gateway share. Its own methods never throw: without it, each replica continues alone. */
export interface SharedTier {
  /** Null if each process keeps its own records. */
  readonly records: RecordStore | null;
  /** Returns the stored snapshot. Returns null if Redis has none, or if the caller already has the one with this id. */
  readonly load: (sourceKey: string, knownId: string | null) => Promise<LoadedSnapshot | null>;
  readonly store: (sourceKey: string, snapshot: Snapshot, keepForMs: number) => Promise<void>;
  /** Runs the work unless another replica is working on the same key; returns null if one is. */
  readonly tryWithLock: <Result>(
    key: string,
    work: () => Promise<Result>,
  ) => Promise<{ readonly result: Result } | null>;
  /** Publishes a write to all replicas and returns its journal position; null if that failed. */
  readonly append: (entry: WriteEntry) => Promise<JournalPosition | null>;
  /** Notifies all replicas that an item may have changed at its provider. */
  readonly doubt: (sourceKey: string, key: string) => Promise<void>;
  /** Returns the state of this name, which one replica at a time leads. */
  readonly ledState: (name: string) => LedState;
  /** By how much this machine's clock is ahead of that of the shared tier, as last measured; null before that. */
  readonly clockSkewMs: () => number | null;
  readonly close: () => Promise<void>;
}

/** For a gateway without a shared tier. */
export const noSharedTier: SharedTier = {
  records: null,
  load: async () => null,
  store: async () => {},
  tryWithLock: async (_key, work) => ({ result: await work() }),
  append: async () => null,
  doubt: async () => {},
  ledState: () => localLedState,
  clockSkewMs: () => null,
  close: async () => {},
};

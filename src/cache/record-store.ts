import { LRUCache } from "lru-cache";
import { maxRecords, recordTtlMs } from "./constants.js";

/** A record as it was read. */
export interface StoredRecord {
  readonly value: unknown;
  /** Differs between any two states of the record. */
  readonly version: string;
}

/**
 * Small facts about writes that must not be lost or made twice. A record changes by compare-and-set. Both methods throw
 * RecordStoreUnavailableError if the store does not answer.
 */
export interface RecordStore {
  readonly read: (name: string) => Promise<StoredRecord | null>;
  /** The new version; null if the record no longer has the given one. A null version or value means "no record". */
  readonly replace: (name: string, version: string | null, value: unknown) => Promise<string | null>;
}

/** The store of the records does not answer. */
export class RecordStoreUnavailableError extends Error {
  override readonly name = "RecordStoreUnavailableError";
}

/** The records of a process that shares nothing. They end with it. */
export function createLocalRecordStore(clock: () => Date): RecordStore {
  const records = new LRUCache<string, { readonly stored: StoredRecord; readonly expiresAt: number }>({
    max: maxRecords,
  });
  let versions = 0;

  function find(name: string): StoredRecord | null {
    const record = records.get(name);
    return record !== undefined && record.expiresAt > clock().getTime() ? record.stored : null;
  }

  return {
    read: async (name) => find(name),
    async replace(name, version, value) {
      if ((find(name)?.version ?? null) !== version) return null;
      versions += 1;
      const stored = { value, version: String(versions) };
      const expiresAt = clock().getTime() + recordTtlMs;
      if (value === null) records.delete(name);
      else records.set(name, { stored, expiresAt });
      return stored.version;
    },
  };
}

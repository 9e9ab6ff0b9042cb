import { maxRecords, recordTtlMs } from "./constants.js";
import { createLruMap } from "./lru-map.js";

/** A record as read from the store. */
export interface StoredRecord {
  readonly value: unknown;
  /** Differs between any two states of the record. */
  readonly version: string;
}

/**
 * Stores small records about writes, such as idempotency keys, that must not be lost or duplicated. Records change by
 * compare-and-set. Both methods throw RecordStoreUnavailableError if the store is unavailable.
 */
export interface RecordStore {
  readonly read: (name: string) => Promise<StoredRecord | null>;
  /**
   * Replaces the record if it still has the given version. Returns the new version; null if the version has changed. A null
   * version or value means "no record".
   */
  readonly replace: (name: string, version: string | null, value: unknown) => Promise<string | null>;
}

/** Thrown if the record store is unavailable or a record is unreadable. */
export class RecordStoreUnavailableError extends Error {
  override readonly name = "RecordStoreUnavailableError";
}

/** Creates the in-memory record store of a process without a shared tier. Its records are lost when the process ends. */
export function createLocalRecordStore(clock: () => Date): RecordStore {
  const records = createLruMap<{ readonly stored: StoredRecord; readonly expiresAt: number }>(maxRecords);
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

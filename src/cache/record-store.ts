import { maxRecords, recordTtlMs } from "./constants.js";
import { createLruMap } from "./lru-map.js";

/** A record as read from the store. */
export interface StoredRecord {
  readonly value: unknown;
  /** Differs between any two states of the record. */
  readonly version: string;
}

/** A read of the store. */
export interface RecordReading {
  /** Null if there is no record. */
  readonly stored: StoredRecord | null;
  /** When the record was read, by the store's own clock. The clocks of two replicas can differ, so compare only such times. */
  readonly readAt: Date;
}

/**
 * Stores records that must not be lost or duplicated, such as idempotency keys. Records change by compare-and-set: only if the
 * record still has the given version. A null version or value means "no record".
 */
export interface RecordStore {
  /** Throws RecordStoreUnavailableError if the store is unavailable. */
  readonly read: (name: string) => Promise<RecordReading>;
  /**
   * Replaces the record, and keeps it for `keepForMs`, 24 hours by default. Returns the new version; null if the version has changed.
   * Throws RecordStoreUnavailableError if the store is unavailable; a replacement that the store still makes is then undone.
   */
  readonly replace: (
    name: string,
    version: string | null,
    value: unknown,
    keepForMs?: number,
  ) => Promise<string | null>;
  /** Replaces the record now or, if the store is unavailable, when it is available again. Does not throw. */
  readonly settle: (name: string, version: string | null, value: unknown) => Promise<void>;
}

/** Thrown if the record store is unavailable or a record is unreadable. */
export class RecordStoreUnavailableError extends Error {
  override readonly name = "RecordStoreUnavailableError";
}

/**
 * Creates the in-memory record store of a process without a shared tier. Its records are lost when the process ends. If its clock
 * is set forward, it forgets records too early, so it needs a clock that is never set.
 */
export function createLocalRecordStore(monotonicClock: () => Date): RecordStore {
  const records = createLruMap<{ readonly stored: StoredRecord; readonly expiresAt: number }>(maxRecords);
  let versions = 0;

  function find(name: string): StoredRecord | null {
    const record = records.get(name);
    return record !== undefined && record.expiresAt > monotonicClock().getTime() ? record.stored : null;
  }

  async function replace(
    name: string,
    version: string | null,
    value: unknown,
    keepForMs = recordTtlMs,
  ): Promise<string | null> {
    if ((find(name)?.version ?? null) !== version) return null;
    versions += 1;
    const stored = { value, version: String(versions) };
    const expiresAt = monotonicClock().getTime() + keepForMs;
    if (value === null) records.delete(name);
    else records.set(name, { stored, expiresAt });
    return stored.version;
  }

  return {
    read: async (name) => ({ stored: find(name), readAt: monotonicClock() }),
    replace,
    async settle(name, version, value) {
      await replace(name, version, value);
    },
  };
}

import { LRUCache } from "lru-cache";

/** A record as it was read. */
export interface Stored {
  readonly value: unknown;
  /** Tells it from every other state of the record. */
  readonly version: string;
}

/**
 * Small facts about writes that must not be lost or made twice. A record is replaced only where it still is what the
 * writer has read. Both methods throw RecordsAwayError where nobody can tell.
 */
export interface Records {
  readonly read: (name: string) => Promise<Stored | null>;
  /** The record's new version; null where it is not of the given one any more. A null version or value stands for none. */
  readonly replace: (name: string, version: string | null, value: unknown) => Promise<string | null>;
}

/** What keeps the records cannot be reached. */
export class RecordsAwayError extends Error {
  override readonly name = "RecordsAwayError";
}

/** How long a record is kept after it was last replaced. */
export const recordHours = 24;

/** Far more windows than are created in a day. */
const maxRecords = 50_000;

/** The records of a process that shares nothing. They end with it. */
export function createOwnRecords(clock: () => Date): Records {
  const records = new LRUCache<string, { readonly stored: Stored; readonly until: number }>({
    max: maxRecords,
  });
  let versions = 0;

  function find(name: string): Stored | null {
    const record = records.get(name);
    return record !== undefined && record.until > clock().getTime() ? record.stored : null;
  }

  return {
    read: async (name) => find(name),
    async replace(name, version, value) {
      if ((find(name)?.version ?? null) !== version) return null;
      versions += 1;
      const stored = { value, version: String(versions) };
      const until = clock().getTime() + recordHours * 3_600_000;
      if (value === null) records.delete(name);
      else records.set(name, { stored, until });
      return stored.version;
    },
  };
}

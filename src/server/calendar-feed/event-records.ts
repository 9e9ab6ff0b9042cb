import type { Logger } from "pino";
import type { RecordStore, StoredRecord } from "../../cache/record-store.js";
import { RecordStoreUnavailableError } from "../../cache/record-store.js";
import {
  eventRecordsRenewalSeconds,
  eventRecordsTtlMs,
  maxOtherEvents,
  maxRecordAttempts,
} from "./constants.js";
import type { EventRecord, EventState, SeenEvent } from "./event-record.js";
import { laterRecord, nextRecord } from "./event-record.js";

type Records = ReadonlyMap<string, EventRecord>;

/** What this process remembers of the events of one source. */
interface Known {
  readonly records: Records;
  /** The stored record that equals `records`; null if none does. */
  readonly version: string | null;
  /** When it was stored, in seconds since 1970. */
  readonly storedAt: number;
}

/** The events of a source, as a request sees them. Instants are seconds since 1970. */
export interface Sighting {
  readonly events: readonly SeenEvent[];
  /** When the source was read, to the millisecond. */
  readonly readAt: number;
  readonly now: number;
}

export type EventRecords = ReturnType<typeof createEventRecords>;

/**
 * Remembers what each event looked like and when it last changed. The store has one record for each source. If the store is
 * unavailable, this process continues with its own memory, and adds it to the store later.
 */
export function createEventRecords(store: RecordStore, logger: Pick<Logger, "warn">) {
  const knownBySource = new Map<string, Known>();
  /** The sources whose record cannot be read or written now. */
  const alone = new Set<string>();

  /** Runs a command of the store; returns undefined if the store is unavailable, or the record unreadable. */
  async function fromStore<Result>(source: string, answer: Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await answer;
      alone.delete(source);
      return result;
    } catch (error) {
      if (!(error instanceof RecordStoreUnavailableError)) throw error;
      if (alone.size === 0) {
        logger.warn(
          { source, problem: error.message },
          "this replica remembers the revisions of calendar events alone",
        );
      }
      alone.add(source);
      return undefined;
    }
  }

  return {
    /** Records the events of a source, and returns the records of all its events. */
    async update(sourceId: string, sighting: Sighting): Promise<Records> {
      const name = `calendar-events:${sourceId}`;
      for (let attempt = 1; ; attempt++) {
        const reading = await fromStore(sourceId, store.read(name));
        const known = knownBySource.get(sourceId);
        const stored = reading && storedRecords(reading.stored, known);
        const records = updated(combined(stored, known), sighting);
        const isDue = sighting.now - (stored?.storedAt ?? 0) >= eventRecordsRenewalSeconds;
        if (stored !== undefined && records === stored.records && !isDue) {
          knownBySource.set(sourceId, stored);
          return records;
        }
        const storedAt = sighting.now;
        const version =
          stored &&
          (await fromStore(
            sourceId,
            store.replace(name, stored.version, encode(records, storedAt), eventRecordsTtlMs),
          ));
        const isLost = version === null && attempt < maxRecordAttempts;
        if (isLost) continue;
        knownBySource.set(sourceId, { records, version: version ?? null, storedAt });
        return records;
      }
    },
  };
}

/** Returns the stored records. Decodes them only if another replica has changed them. */
function storedRecords(stored: StoredRecord | null, known: Known | undefined): Known {
  if (stored === null) return { records: new Map(), version: null, storedAt: 0 };
  if (known !== undefined && known.version === stored.version) return known;
  return { ...decode(String(stored.value)), version: stored.version };
}

/** Returns the stored records, and whatever only this process knows. Returns the same map if this process knows nothing more. */
function combined(stored: Known | undefined, known: Known | undefined): Records {
  if (stored === undefined) return known?.records ?? new Map();
  if (known === undefined || known === stored) return stored.records;
  const own = [...known.records].filter(([key, record]) => {
    const theirs = stored.records.get(key);
    return theirs === undefined || laterRecord(theirs, record) === record;
  });
  return own.length === 0 ? stored.records : new Map([...stored.records, ...own]);
}

/** Returns the records after the events were seen. Returns the same map if nothing has changed. */
function updated(records: Records, { events, readAt, now }: Sighting): Records {
  let changed: Map<string, EventRecord> | undefined;
  for (const event of events) {
    const previous = records.get(event.key);
    // Nothing is remembered of maintenance that was never seen under way.
    if (previous === undefined && event.content === "") continue;
    const next = nextRecord(previous, event, readAt, now);
    if (next === previous) continue;
    changed ??= new Map(records);
    changed.set(event.key, next);
  }
  return changed === undefined ? records : bounded(changed, events);
}

/** Drops the events that changed least recently, if too many are not in the feed: most of their windows no longer exist. */
function bounded(records: Map<string, EventRecord>, events: readonly SeenEvent[]): Records {
  if (records.size - events.length <= maxOtherEvents) return records;
  const seen = new Set(events.map(({ key }) => key));
  const others = [...records]
    .filter(([key]) => !seen.has(key))
    .toSorted(([, one], [, other]) => (laterRecord(one, other) === one ? -1 : 1));
  for (const [key] of others.slice(maxOtherEvents)) records.delete(key);
  return records;
}

/** Encodes the records as text without characters that JSON would escape: a store handles thousands of values far slower. */
function encode(records: Records, storedAt: number): string {
  const rows = [...records].map(([key, record]) =>
    [
      key,
      ...valuesOf(record),
      record.readAt,
      ...(record.before === null ? [] : valuesOf(record.before)),
    ].join(","),
  );
  return [storedAt, ...rows].join(";");
}

function decode(text: string): Pick<Known, "records" | "storedAt"> {
  const [storedAt, ...rows] = text.split(";");
  const records = new Map<string, EventRecord>();
  for (const row of rows) {
    const [key = "", ...values] = row.split(",");
    const state = stateIn(values.slice(0, 4));
    const readAt = Number(values[4]);
    // Another version of the gateway can have written it.
    if (state === null || !Number.isFinite(readAt)) continue;
    records.set(key, { ...state, readAt, before: stateIn(values.slice(5)) });
  }
  return { records, storedAt: Number(storedAt) || 0 };
}

function valuesOf({ content, times, since, revisedAt }: EventState): readonly (string | number)[] {
  return [content, times, since, revisedAt ?? ""];
}

function stateIn([
  content = "",
  times = "",
  since = "",
  revisedAt = "",
]: readonly string[]): EventState | null {
  const state = {
    content,
    times,
    since: Number(since),
    revisedAt: revisedAt === "" ? null : Number(revisedAt),
  };
  const isValid =
    since !== "" && Number.isSafeInteger(state.since) && Number.isSafeInteger(state.revisedAt ?? 0);
  return isValid ? state : null;
}

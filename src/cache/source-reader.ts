import type { Failure } from "../domain/failures/failure.js";
import type { GatewayError } from "../domain/failures/gateway-error.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Freshness } from "../settings/freshness.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { UnreadableEntry } from "./unreadable-entry.js";

/** Identifies a source's cached items and maps each to its window. An item is a window or an application. */
export interface ItemKind<Item extends object> {
  readonly keyOf: (item: Item) => string;
  readonly windowOf: (item: Item) => ScheduledWindow | null;
  /** Returns why a window is missing although the item was read; null if none is. */
  readonly missingWindowOf?: (item: Item) => UnreadableEntry | null;
  /** Returns when the item was read, by the steady clock, if a refresh can reuse it from an earlier one; null otherwise. */
  readonly readAtMs: (item: Item) => number | null;
  /** Returns another replica's item with its time moved to the steady clock of this process. */
  readonly moved: (item: Item, byMs: number) => Item;
}

/** Reads a cached source from its provider. */
export interface SourceReader<Item extends object> extends ItemKind<Item> {
  readonly sourceId: string;
  /** Other properties that identify the upstream. Replicas share data only if they are equal. */
  readonly identity: readonly string[];
  /** Overrides the gateway's freshness settings. */
  readonly freshness: Partial<Freshness>;
  /** Reads all items, and names those that cannot be read. The context can save some of the calls. */
  readonly readAll: (context: RefreshContext<Item>) => Promise<ReadItems<Item>>;
  /** Returns the error for a caller whose deadline passes during a refresh. */
  readonly timeoutError: () => GatewayError;
}

/** The items of a source, as far as they could be read. */
export interface ReadItems<Item> {
  readonly items: readonly Item[];
  readonly unreadable: readonly UnreadableEntry[];
}

/** Context of a refresh of a whole source. The refresh outlives the request that began it. */
export interface RefreshContext<Item> {
  /** When the refresh began, by the steady clock. */
  readonly readAtMs: number;
  readonly deadline: Deadline;
  /** Returns the newest known state of an item, however old. */
  readonly readCached: (key: string) => Item | null;
  /** Returns the item from an individual read that began during the refresh; null if there is none. */
  readonly readMeanwhile: (key: string) => Promise<Item | null> | null;
  /** Caches an item in case the refresh fails later. */
  readonly keep: (item: Item) => void;
}

/** Returns the windows that are missing although their items were read. */
export function missingWindows<Item extends object>(
  { missingWindowOf }: Pick<ItemKind<Item>, "missingWindowOf">,
  items: Iterable<Item>,
): readonly UnreadableEntry[] {
  const missing: UnreadableEntry[] = [];
  if (missingWindowOf === undefined) return missing;
  for (const item of items) {
    const entry = missingWindowOf(item);
    if (entry !== null) missing.push(entry);
  }
  return missing;
}

/** The known windows of one source. */
export interface WindowReading {
  readonly windows: readonly ScheduledWindow[];
  /** The windows that are missing, because they or their items could not be read. */
  readonly unreadable: readonly UnreadableEntry[];
  /** Who changed windows through the gateway since the provider was read, by window id. */
  readonly changedBy: ReadonlyMap<string, string>;
  /** When the read of the provider began. */
  readonly fetchedAt: Date;
  /** The same, by the steady clock. */
  readonly readAtMs: number;
  /** When the oldest of the windows' schedules was read, by the steady clock: a refresh can reuse items of an earlier one. */
  readonly oldestScheduleReadAtMs: number;
  /** When the data stops being fresh, by the steady clock. Later reads call the provider again. */
  readonly freshUntilMs: number;
  /** Why there is no newer data; null if the data is as fresh as configured. */
  readonly failure: Failure | null;
  readonly validity: ReadingValidity;
}

/** Whether a reading still stands. It does not keep the windows in memory, so it can be kept for long. */
export interface ReadingValidity {
  /** Whether a read before `freshUntilMs` would return exactly the same, without calling the provider. */
  readonly isUnchanged: () => boolean;
  /** Records that a caller used the reading again, instead of reading the source. */
  readonly reuse: () => void;
}

/** The validity of missing data, and of data that is shown because there is no newer. */
export const noValidity: ReadingValidity = { isUnchanged: () => false, reuse: () => {} };

/** Like `WindowReading`, with all items by key. */
export interface Reading<Item> extends WindowReading {
  readonly items: ReadonlyMap<string, Item>;
}

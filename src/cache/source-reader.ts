import type { Failure } from "../domain/failures/failure.js";
import type { GatewayError } from "../domain/failures/gateway-error.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Freshness } from "../settings/freshness.js";
import type { Deadline } from "../upstream/deadlines.js";

/** How the cached items of a source are told apart, and which window each has. An item is what a provider reads: a window, or an application. */
export interface ItemKind<Item extends object> {
  readonly keyOf: (item: Item) => string;
  readonly windowOf: (item: Item) => ScheduledWindow | null;
  /** When the item was read, if a refresh may keep it from an earlier one; null otherwise. */
  readonly readAt: (item: Item) => Date | null;
}

/** A source that is cached: how a provider reads it. */
export interface SourceReader<Item extends object> extends ItemKind<Item> {
  readonly sourceId: string;
  /** What else distinguishes its upstream: replicas share data only if it is the same. */
  readonly identity: readonly string[];
  /** Overrides the freshness of all sources. */
  readonly freshness: Partial<Freshness>;
  /** Reads all items. The cache can save some of the calls. */
  readonly readAll: (context: RefreshContext<Item>) => Promise<readonly Item[]>;
  /** The failure for a caller whose deadline passes during a refresh. */
  readonly timeoutError: () => GatewayError;
}

/** A refresh of a whole source. It outlives the request that began it. */
export interface RefreshContext<Item> {
  readonly now: Date;
  readonly deadline: Deadline;
  /** The newest known state of an item, however old. */
  readonly readCached: (key: string) => Item | null;
  /** The item, if a request has begun to read it by itself since the refresh began. */
  readonly readMeanwhile: (key: string) => Promise<Item | null> | null;
  /** Keeps an item in case the refresh fails later. */
  readonly keep: (item: Item) => void;
}

/** What is known of one source's windows. */
export interface WindowReading {
  readonly windows: readonly ScheduledWindow[];
  /** When the read of the provider began. */
  readonly fetchedAt: Date;
  /** When the provider will be read again. */
  readonly freshUntil: Date;
  /** Why nothing newer is shown; null if this is as fresh as configured. */
  readonly failure: Failure | null;
}

/** As `WindowReading`, with all items by key. */
export interface Reading<Item> extends WindowReading {
  readonly items: ReadonlyMap<string, Item>;
}

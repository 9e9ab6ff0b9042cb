import type { GatewayError } from "../../domain/errors.js";
import type { Freshness } from "../freshness.js";
import type { RequestScope, WindowReading } from "../provider.js";
import type { ItemKind } from "./views.js";

/** What a provider tells of a source that is to be remembered. Items are what it reads: windows, or applications. */
export interface RememberedSource<Item extends object> extends ItemKind<Item> {
  readonly sourceId: string;
  /** What else tells its upstream from another: replicas share what they remember of the same one only. */
  readonly identity: readonly string[];
  /** What is left out is as for every source. */
  readonly freshness: Partial<Freshness>;
  /** Reads the whole source. What is remembered of it may save calls. */
  readonly readAll: (reading: ReadingScope<Item>) => Promise<readonly Item[]>;
  /** What a caller is told whose deadline passes while the source is being read. */
  readonly late: () => GatewayError;
}

/** A reading of the whole source: it outlives the request that began it. */
export interface ReadingScope<Item> extends Pick<RequestScope, "now" | "deadline"> {
  /** The newest that is known of an item, however old. */
  readonly recall: (key: string) => Item | null;
  /** The item, where a request has begun since to read it by itself. */
  readonly readMeanwhile: (key: string) => Promise<Item | null> | null;
  /** Keeps what the reading has found, should it fail before its end. */
  readonly keep: (item: Item) => void;
}

export interface Reading<Item> extends WindowReading {
  readonly items: ReadonlyMap<string, Item>;
}

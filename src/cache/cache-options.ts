import type { Logger } from "pino";
import type { Clock } from "../domain/time/clock.js";
import type { Freshness } from "../settings/freshness.js";
import type { CacheObserver, ContentObserver } from "./cache-observer.js";
import type { SharedTier } from "./shared-tier.js";
import type { WriteJournal } from "./write-journal.js";

/** Dependencies and defaults for the caches of all sources, for the lifetime of the process. */
export interface CacheOptions {
  /** Default for sources without their own settings. */
  readonly freshness: Freshness;
  readonly journal: WriteJournal;
  readonly shared: SharedTier;
  readonly logger: Logger;
  readonly observer: CacheObserver & ContentObserver;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  /** Aborts when the process shuts down. */
  readonly closing: AbortSignal;
  /** The running refreshes and rereads of all sources. */
  readonly refreshes: Set<Promise<unknown>>;
}

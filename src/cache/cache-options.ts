import type { Logger } from "pino";
import type { Freshness } from "../settings/freshness.js";
import type { CacheObserver } from "./cache-observer.js";
import type { SharedTier } from "./shared-tier.js";
import type { WriteJournal } from "./write-journal.js";

/** What the caches of all sources share. It lives as long as the process. */
export interface CacheOptions {
  /** For sources without settings of their own. */
  readonly freshness: Freshness;
  readonly journal: WriteJournal;
  readonly shared: SharedTier;
  readonly logger: Logger;
  readonly observer: CacheObserver;
  readonly clock: () => Date;
  readonly requestTimeoutMs: number;
  /** Aborts when the process ends. */
  readonly closing: AbortSignal;
  /** The refreshes of all sources that are running. */
  readonly refreshes: Set<Promise<unknown>>;
}

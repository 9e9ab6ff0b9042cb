/** How a read was answered: from fresh data, from stale data while it is refreshed, or after a read of the source. */
export type CacheResult = "HIT" | "STALE" | "MISS";

/** Receives how the caches are used, for metrics. Its functions never throw. */
export interface CacheObserver {
  /** Someone read a source's windows, or one item of it. */
  readonly cacheRead: (sourceId: string, result: CacheResult) => void;
}

/** How the cache served a read: from fresh data, from stale data during a refresh, or after a read of the source. */
export type CacheResult = "HIT" | "STALE" | "MISS";

/** Receives cache events for metrics. Its functions never throw. */
export interface CacheObserver {
  /** A source's windows, or one of its items, were read. */
  readonly cacheRead: (sourceId: string, result: CacheResult) => void;
}

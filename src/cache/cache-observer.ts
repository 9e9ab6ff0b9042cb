/** How the cache served a read: from fresh data, from stale data during a refresh, or after a read of the source. */
export type CacheResult = "HIT" | "STALE" | "MISS";

/** Receives cache events, for metrics. Its functions never throw. */
export interface CacheObserver {
  /** A source's windows, or one of its items, were read. */
  readonly cacheRead: (sourceId: string, result: CacheResult) => void;
}

/** Receives changes of what is cached, for streams. Its functions never throw. */
export interface ContentObserver {
  /** A write, or a read of one item, has changed the cached content of a source. */
  readonly contentChanged: (sourceId: string) => void;
  /** A refresh of a source has ended. */
  readonly refreshEnded: (sourceId: string, hasFailed: boolean) => void;
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Freshness } from "../settings/freshness.js";
import { deadlineIn } from "../upstream/deadlines.js";
import type { CacheOptions } from "./cache-options.js";
import { closeTimeoutMs } from "./constants.js";
import type { SourceCache } from "./source-cache.js";
import { createSourceCache } from "./source-cache.js";
import type { SourceReader } from "./source-reader.js";
import type { TtlCache } from "./ttl-cache.js";
import { createTtlCache } from "./ttl-cache.js";

export type CachesOptions = Omit<CacheOptions, "closing" | "refreshes">;

/** The data about sources that this process, or all replicas together, cache between requests. */
export interface Caches {
  readonly sourceCache: <Item extends object>(reader: SourceReader<Item>) => SourceCache<Item>;
  /** Creates a cache for values that writes never change. */
  readonly ttlCache: <Value extends object>(freshness: Partial<Freshness>) => TtlCache<Value>;
  /** Cancels background refreshes and closes the shared tier. */
  readonly close: () => Promise<void>;
}

export function createCaches(options: CachesOptions): Caches {
  const closing = new AbortController();
  const refreshes = new Set<Promise<unknown>>();
  return {
    sourceCache: (reader) => createSourceCache(reader, { ...options, closing: closing.signal, refreshes }),
    ttlCache: (freshness) =>
      createTtlCache({ ...options.freshness, ...freshness }.maxAgeMs, options.clock, (cancelled, flow) =>
        deadlineIn(options.requestTimeoutMs, AbortSignal.any([closing.signal, cancelled]), flow),
      ),
    async close() {
      closing.abort();
      const ended = Promise.allSettled(refreshes);
      await Promise.race([ended, sleep(closeTimeoutMs, undefined, { ref: false })]);
      await options.shared.close();
    },
  };
}

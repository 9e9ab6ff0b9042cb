import { GatewayError } from "../domain/failures/gateway-error.js";
import { fingerprintOf } from "../domain/fingerprints.js";
import { DeadlineExceededError, deadlineIn } from "../upstream/deadlines.js";
import type { CacheResult } from "./cache-observer.js";
import type { CacheOptions } from "./cache-options.js";
import { missingMaxAgeMs, pauseAfterFailureMs } from "./constants.js";
import { createDoubtfulItems } from "./doubtful-items.js";
import type { CachedItem } from "./item-cache.js";
import { createItemCache } from "./item-cache.js";
import type { ItemReader } from "./item-reader.js";
import type { ReadContext } from "./read-context.js";
import { createRereads } from "./rereads.js";
import type { Snapshot } from "./shared-tier.js";
import { createSnapshotViews } from "./snapshot-view.js";
import type { Reading, SourceReader } from "./source-reader.js";
import { createSourceReadings } from "./source-readings.js";
import { createSourceRefresh } from "./source-refresh.js";
import type { ReadVersion } from "./write-journal.js";

export type SourceCache<Item extends object> = ReturnType<typeof createSourceCache<Item>>;

/**
 * Creates the cache of one source. It never reads the same data twice at the same time, or again while the data is fresh.
 * It serves stale data during a refresh (stale-while-revalidate) and when the source fails (stale-if-error). Writes are
 * visible at once.
 */
export function createSourceCache<Item extends object>(reader: SourceReader<Item>, options: CacheOptions) {
  const { journal, shared, observer, clock, requestTimeoutMs, closing } = options;
  const { sourceId, timeoutError } = reader;
  const { maxAgeMs, staleWhileRevalidateMs, staleIfErrorMs } = { ...options.freshness, ...reader.freshness };
  const sourceKey = `${sourceId}:${fingerprintOf(...reader.identity)}`;
  const viewOf = createSnapshotViews(reader, sourceKey, journal);
  const itemCache = createItemCache<Item>(sourceKey, reader.keyOf, journal, clock, (cancelled, flow) =>
    deadlineIn(requestTimeoutMs, AbortSignal.any([closing, cancelled]), flow),
  );
  /** Items that a write with a lost response, or anyone at the provider, may have changed. */
  const doubtful = createDoubtfulItems(sourceKey, journal, clock, () => refresh.snapshot());
  const refresh = createSourceRefresh(
    {
      reader,
      sourceKey,
      maxAgeMs,
      keepMs: maxAgeMs + Math.max(staleWhileRevalidateMs, staleIfErrorMs),
      itemCache,
      doubtful,
      readCached,
    },
    options,
  );
  const rereads = createRereads({ reader, sourceKey, itemCache, doubtful, refresh }, options);

  /** How long data counts as OK if no later refresh has failed. */
  const okMs = maxAgeMs + staleWhileRevalidateMs;
  const ageOf = (readAtMs: number) => clock().steadyMs - readAtMs;
  const isFresh = ({ readAtMs }: Pick<ReadVersion, "readAtMs">) => ageOf(readAtMs) < maxAgeMs;

  /** An item that was missing before this time is read again. */
  const missingSinceMs = () => clock().steadyMs - Math.min(maxAgeMs, missingMaxAgeMs);

  journal.watch(sourceKey, () => observer.contentChanged(sourceId));
  const count = (result: CacheResult) => observer.cacheRead(sourceId, result);

  const readingOf = createSourceReadings({
    viewOf,
    snapshot: refresh.snapshot,
    isDoubtful: () => doubtful.size > 0,
    maxAgeMs,
    onReuse: () => count("HIT"),
  });

  function readCached(key: string, snapshot: Snapshot | null): CachedItem<Item> | null {
    const single = itemCache.find(key);
    if (snapshot === null || (single !== null && single.readAtMs > snapshot.readAtMs)) return single;
    const item = viewOf(snapshot).items.get(key);
    return item === undefined ? null : { item, readAtMs: reader.readAtMs(item) ?? snapshot.readAtMs };
  }

  function getFresh(key: string): Item | null {
    const known = doubtful.has(key) ? null : readCached(key, refresh.snapshot());
    return known !== null && isFresh(known) ? known.item : null;
  }

  async function readRefreshed(context: ReadContext): Promise<Reading<Item>> {
    count("MISS");
    const startedAtMs = clock().steadyMs;
    const snapshot = await refresh.wait(context);
    // A shared refresh can take far longer than any request.
    const isOld = startedAtMs - snapshot.readAtMs > Math.max(okMs, requestTimeoutMs);
    return readingOf(snapshot, isOld ? timeoutError().failure : null);
  }

  return {
    /** Returns all items of the source. Waits for a refresh only if there is no recent data. */
    async read(context: ReadContext): Promise<Reading<Item>> {
      if (rereads.areRunning()) await rereads.wait(context.readDeadline);
      if (refresh.snapshot() === null && !context.readDeadline.isOver()) await refresh.loadFirst();
      const last = refresh.snapshot();
      const ageMs = last === null ? Number.POSITIVE_INFINITY : ageOf(last.readAtMs);
      if (last !== null && ageMs < maxAgeMs && doubtful.size === 0) {
        count("HIT");
        return readingOf(last, null);
      }
      if (context.readDeadline.isOver()) throw timeoutError();
      const failed = refresh.lastFailure();
      if (last !== null && failed === null && ageMs < okMs && doubtful.size === 0) {
        refresh.start();
        count("STALE");
        return readingOf(last, null);
      }
      const mayBeShown = last !== null && ageMs < maxAgeMs + staleIfErrorMs;
      if (mayBeShown && failed !== null) {
        const sinceFailureMs = ageOf(failed.atMs);
        if (sinceFailureMs < maxAgeMs || refresh.isRunning()) {
          if (sinceFailureMs >= pauseAfterFailureMs) refresh.start();
          count("STALE");
          return readingOf(last, failed.failure);
        }
      }
      try {
        return await readRefreshed(context);
      } catch (error) {
        if (!(error instanceof GatewayError && mayBeShown)) throw error;
        return readingOf(last, error.failure);
      }
    },

    /** Like `read`, but throws instead of serving stale data after a failure. */
    async readOrFail(context: ReadContext): Promise<Reading<Item>> {
      if (rereads.areRunning()) await rereads.wait(context.readDeadline);
      if (context.readDeadline.isOver()) throw timeoutError();
      if (refresh.snapshot() === null) await refresh.loadFirst();
      const last = refresh.snapshot();
      const ageMs = last === null ? Number.POSITIVE_INFINITY : ageOf(last.readAtMs);
      const isGood = ageMs < (refresh.lastFailure() === null ? okMs : maxAgeMs) && doubtful.size === 0;
      if (last === null || !isGood) {
        const reading = await readRefreshed(context);
        if (reading.failure !== null) throw new GatewayError(reading.failure);
        return reading;
      }
      count(ageMs < maxAgeMs ? "HIT" : "STALE");
      if (ageMs >= maxAgeMs) refresh.start();
      return readingOf(last, null);
    },

    /** Returns a cached item if it is fresh and not doubtful; null otherwise. Never calls the provider. */
    getFresh,

    /** Like `getFresh`, for all items. */
    getAllFresh(): Reading<Item> | null {
      const snapshot = refresh.snapshot();
      const isGood = snapshot !== null && isFresh(snapshot) && doubtful.size === 0;
      return isGood ? readingOf(snapshot, null) : null;
    },

    /** Returns one item: from the cache if it is fresh, otherwise from its own read, which concurrent callers share. */
    async readItem(
      key: string,
      { readDeadline }: ReadContext,
      itemReader: ItemReader<Item | null>,
    ): Promise<Item | null> {
      if (readDeadline.isOver()) throw itemReader.timeoutError();
      if (refresh.snapshot() === null) await refresh.loadFirst();
      const fresh = getFresh(key);
      const wasDoubtful = doubtful.has(key);
      const clearMark = doubtful.beginRead(key);
      const isMissing = fresh === null && !wasDoubtful && itemCache.isMissing(key, missingSinceMs());
      count(fresh === null && !isMissing ? "MISS" : "HIT");
      if (fresh !== null || isMissing) return fresh;
      try {
        const item = await itemCache.read(key, readDeadline, itemReader);
        clearMark();
        return item;
      } catch (error) {
        throw error instanceof DeadlineExceededError ? itemReader.timeoutError() : error;
      }
    },

    /** Begins a read that bypasses the cache. `show` publishes its result, unless a write came first. */
    beginFreshRead() {
      const begun = { readAtMs: clock().steadyMs, position: journal.position() };
      const show = (key: string, item: Item): void => {
        const isWritten = journal.find(sourceKey, key, begun) !== null;
        if (!isWritten) journal.addOwn({ sourceKey, key, item, readFrom: begun.position }, begun.readAtMs);
      };
      return { readAtMs: begun.readAtMs, show };
    },

    /** Marks an item that a write with a lost response may have changed. It is read again before it is served. */
    invalidate(key: string): void {
      doubtful.add(key);
      itemCache.invalidateReads();
      observer.contentChanged(sourceId);
    },

    /** Reads an item again, or the list of the source for null, because it may have changed at the provider. */
    reread: rereads.request,

    /** Returns an item of this or another replica's last read, however old; null if that read did not find it. Never calls the provider. */
    async anyItem(): Promise<Item | null> {
      await refresh.loadLater();
      const snapshot = refresh.snapshot();
      return snapshot === null ? null : (viewOf(snapshot).items.values().next().value ?? null);
    },

    /** Stores the result of a write (null for a deletion). All readers then see it, including those of other replicas. */
    async storeWrite(key: string, item: Item | null, changedBy: string | null): Promise<void> {
      const entry = { sourceKey, key, item, changedBy: changedBy ?? undefined };
      const position = await shared.append(entry);
      journal.addOwn(entry, clock().steadyMs, position);
    },
  };
}

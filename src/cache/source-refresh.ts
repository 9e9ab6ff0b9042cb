import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError, deadlineIn } from "../upstream/deadlines.js";
import type { CacheOptions } from "./cache-options.js";
import { maxLoggedUnreadable, refreshPollMs, refreshTimeoutMs } from "./constants.js";
import type { DoubtfulItems } from "./doubtful-items.js";
import type { CachedItem, ItemCache } from "./item-cache.js";
import type { ReadContext } from "./read-context.js";
import type { Snapshot } from "./shared-tier.js";
import { createSingleFlight } from "./single-flight.js";
import type { SourceReader } from "./source-reader.js";
import { missingWindows } from "./source-reader.js";
import type { UnreadableEntry } from "./unreadable-entry.js";

/** State that a source's refresh shares with its cache. */
export interface RefreshedSource<Item extends object> {
  readonly reader: SourceReader<Item>;
  /** Key of the source in the shared tier and the journal. */
  readonly sourceKey: string;
  readonly maxAgeMs: number;
  /** How long a snapshot is useful to other replicas. */
  readonly keepMs: number;
  readonly itemCache: ItemCache<Item>;
  readonly doubtful: DoubtfulItems;
  /** Returns the newest known state of an item, from the snapshot or from its own read. */
  readonly readCached: (key: string, snapshot: Snapshot | null) => CachedItem<Item> | null;
}

interface RefreshFailure {
  readonly failure: Failure;
  /** By the steady clock. */
  readonly atMs: number;
}

/** Single-flight key: all callers of a source share one refresh. */
const wholeSource = "";

export type SourceRefresh = ReturnType<typeof createSourceRefresh>;

/** Refreshes all items of one source. Concurrent callers and, with a shared tier, all replicas share one refresh. */
export function createSourceRefresh<Item extends object>(
  { reader, sourceKey, maxAgeMs, keepMs, itemCache, doubtful, readCached }: RefreshedSource<Item>,
  { journal, shared, logger, observer, clock, closing, refreshes }: CacheOptions,
) {
  const { sourceId, readAll, timeoutError } = reader;
  const flights = createSingleFlight<Snapshot>();
  let snapshot: Snapshot | null = null;
  let firstLoad: Promise<Snapshot | null> | undefined;
  let lastFailure: RefreshFailure | null = null;

  async function refresh(cancelled: AbortSignal): Promise<Snapshot> {
    const deadline = deadlineIn(refreshTimeoutMs, AbortSignal.any([closing, cancelled]));
    const refreshing = refreshUnlessReplicaDid(deadline);
    refreshes.add(refreshing);
    try {
      const found = await refreshing;
      // A cancelled refresh can end after the one that replaced it.
      if (snapshot === null || found.readAtMs >= snapshot.readAtMs) snapshot = found;
      lastFailure = null;
      observer.refreshEnded(sourceId, false);
      return snapshot;
    } catch (error) {
      if (!(error instanceof GatewayError))
        logger.error({ err: error, source: sourceId }, "unexpected error");
      else if (!deadline.isCancelled()) {
        lastFailure = { failure: error.failure, atMs: clock().steadyMs };
        observer.refreshEnded(sourceId, true);
      }
      throw error;
    } finally {
      refreshes.delete(refreshing);
    }
  }

  /** Reads all items, unless another replica has just done so. Waits while another replica reads them. */
  async function refreshUnlessReplicaDid(deadline: Deadline): Promise<Snapshot> {
    const startedAtMs = clock().steadyMs;
    for (;;) {
      const outcome = await shared.tryWithLock(sourceKey, async () => {
        const theirs = await loadShared();
        const isFresh = theirs !== null && startedAtMs - theirs.readAtMs < maxAgeMs;
        if (isFresh && doubtful.areCoveredBy(theirs)) return theirs;
        return readUpstream(deadline, theirs ?? snapshot);
      });
      if (outcome !== null) return outcome.result;
      if (deadline.isOver()) throw timeoutError();
      await sleep(refreshPollMs);
    }
  }

  async function readUpstream(deadline: Deadline, last: Snapshot | null): Promise<Snapshot> {
    const { now: fetchedAt, steadyMs: readAtMs } = clock();
    const begun = { id: randomUUID(), fetchedAt, readAtMs, position: journal.position() };
    const clearMarks = doubtful.beginRead();
    const { items, unreadable } = await readAll({
      readAtMs,
      deadline,
      readCached: (key) => (doubtful.mustBeRead(key) ? null : (readCached(key, last)?.item ?? null)),
      readMeanwhile: itemCache.watch(),
      keep: (item) => itemCache.keep(reader.keyOf(item), item, begun),
    });
    const missing = [...unreadable, ...missingWindows(reader, items)];
    if (missing.length > 0) logUnreadable(missing);
    // An outage, or a missing permission, must not look like a source without windows.
    if (unreadable[0] !== undefined && items.length === 0) throw new GatewayError(unreadable[0].error);
    clearMarks();
    const found = { ...begun, items, unreadable };
    await shared.store(sourceKey, found, keepMs);
    return found;
  }

  /** Logs one line for all items, because the same items can be unreadable in each refresh. */
  function logUnreadable(unreadable: readonly UnreadableEntry[]): void {
    const items = unreadable.slice(0, maxLoggedUnreadable).map(({ id, error, detail }) => ({
      id,
      code: error.code,
      detail,
      providerCode: error.providerCode,
      providerRequestId: error.requestId,
    }));
    logger.warn({ source: sourceId, count: unreadable.length, items }, "some windows could not be read");
  }

  /** Loads another replica's snapshot if it is newer than the known one. */
  async function loadShared(): Promise<Snapshot | null> {
    const loaded = await shared.load(sourceKey, snapshot?.id ?? null);
    if (loaded === null || (snapshot !== null && loaded.snapshot.readAtMs <= snapshot.readAtMs)) return null;
    // Safe cast: this source's snapshots hold only its own items.
    const items = (loaded.snapshot.items as readonly Item[]).map((item) =>
      reader.moved(item, loaded.movedMs),
    );
    return { ...loaded.snapshot, items };
  }

  return {
    /** Returns the result of the last refresh; null before the first one. */
    snapshot: (): Snapshot | null => snapshot,

    /** Returns why the last refresh failed; null if it succeeded. */
    lastFailure: (): RefreshFailure | null => lastFailure,

    /** Loads the snapshot of other replicas before this replica's first refresh. */
    async loadFirst(): Promise<void> {
      firstLoad ??= loadShared();
      const first = await firstLoad;
      snapshot ??= first;
    },

    /** Looks for a snapshot of other replicas again, if this replica has none. */
    async loadLater(): Promise<void> {
      if (snapshot !== null) return;
      const loaded = await loadShared();
      // A refresh can have ended meanwhile.
      snapshot ??= loaded;
    },

    start: (): void => flights.start(wholeSource, refresh),

    isRunning: (): boolean => flights.isRunning(wholeSource),

    /** Joins or starts a refresh and waits for it. Records a timeout as a failure, for later callers. */
    async wait({ readDeadline, hasShortDeadline }: ReadContext): Promise<Snapshot> {
      try {
        const found = await flights.wait(wholeSource, readDeadline, refresh);
        // Refresh again if an item became doubtful after that refresh began.
        return doubtful.size > 0 ? await flights.wait(wholeSource, readDeadline, refresh) : found;
      } catch (error) {
        if (!(error instanceof DeadlineExceededError)) throw error;
        const { failure } = timeoutError();
        if (!hasShortDeadline && !readDeadline.isCancelled())
          lastFailure = { failure, atMs: clock().steadyMs };
        throw new GatewayError(failure);
      }
    },
  };
}

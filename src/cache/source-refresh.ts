import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError, deadlineIn } from "../upstream/deadlines.js";
import type { CacheOptions } from "./cache-options.js";
import { refreshPollMs, refreshTimeoutMs } from "./constants.js";
import type { CachedItem, ItemCache } from "./item-cache.js";
import type { ReadContext } from "./read-context.js";
import type { Snapshot } from "./shared-tier.js";
import { createSingleFlight } from "./single-flight.js";
import type { SourceReader } from "./source-reader.js";

/** What the refresh of a source shares with its cache. */
export interface RefreshedSource<Item extends object> {
  readonly reader: SourceReader<Item>;
  /** The name of the source in the shared tier and the journal. */
  readonly sourceKey: string;
  readonly maxAgeMs: number;
  /** How long a snapshot is of use to other replicas. */
  readonly keepMs: number;
  readonly itemCache: ItemCache<Item>;
  /** Keys of items that a write may have changed although no answer came. */
  readonly invalidated: Set<string>;
  /** The newest known state of an item: from the snapshot, or from a read of its own. */
  readonly readCached: (key: string, snapshot: Snapshot | null) => CachedItem<Item> | null;
}

interface RefreshFailure {
  readonly failure: Failure;
  readonly at: Date;
}

/** All callers of a source share its one refresh. */
const wholeSource = "";

/** Reads all items of one source: once for all callers at the same time and, with a shared tier, once for all replicas. */
export function createSourceRefresh<Item extends object>(
  { reader, sourceKey, maxAgeMs, keepMs, itemCache, invalidated, readCached }: RefreshedSource<Item>,
  { journal, shared, logger, clock, closing, refreshes }: CacheOptions,
) {
  const { sourceId, readAll, timeoutError } = reader;
  const flights = createSingleFlight<Snapshot>();
  let snapshot: Snapshot | null = null;
  let firstLoad: Promise<Snapshot | null> | undefined;
  let lastFailure: RefreshFailure | null = null;

  const refresh =
    (now: Date) =>
    async (cancelled: AbortSignal): Promise<Snapshot> => {
      const deadline = deadlineIn(refreshTimeoutMs, AbortSignal.any([closing, cancelled]));
      const refreshing = refreshUnlessReplicaDid(now, deadline);
      refreshes.add(refreshing);
      try {
        const found = await refreshing;
        // A refresh that was cancelled may end after the one that replaced it.
        if (snapshot === null || found.fetchedAt >= snapshot.fetchedAt) snapshot = found;
        lastFailure = null;
        return snapshot;
      } catch (error) {
        if (!(error instanceof GatewayError))
          logger.error({ err: error, source: sourceId }, "unexpected error");
        else if (!deadline.isCancelled()) lastFailure = { failure: error.failure, at: clock() };
        throw error;
      } finally {
        refreshes.delete(refreshing);
      }
    };

  /** Reads all, unless another replica has just done so; while one does, waits for its result. */
  async function refreshUnlessReplicaDid(now: Date, deadline: Deadline): Promise<Snapshot> {
    for (;;) {
      const outcome = await shared.tryWithLock(sourceKey, async () => {
        const theirs = await loadShared(snapshot?.fetchedAt ?? null, clock());
        const isFresh = theirs !== null && now.getTime() - theirs.fetchedAt.getTime() < maxAgeMs;
        if (isFresh && invalidated.size === 0) return theirs;
        return readUpstream(now, deadline, theirs ?? snapshot);
      });
      if (outcome !== null) return outcome.result;
      if (deadline.signal.aborted) throw timeoutError();
      await sleep(refreshPollMs);
    }
  }

  async function readUpstream(now: Date, deadline: Deadline, last: Snapshot | null): Promise<Snapshot> {
    const position = journal.position();
    const invalidatedBefore = [...invalidated];
    const items = await readAll({
      now,
      deadline,
      readCached: (key) => (invalidated.has(key) ? null : (readCached(key, last)?.item ?? null)),
      readMeanwhile: itemCache.watch(),
      keep: (item) => itemCache.keep(reader.keyOf(item), item, now, position),
    });
    for (const key of invalidatedBefore) invalidated.delete(key);
    const found = { items, fetchedAt: now, position };
    await shared.store(sourceKey, found, keepMs);
    return found;
  }

  /** The snapshot of another replica, whose clock may be ahead. */
  async function loadShared(newerThan: Date | null, now: Date): Promise<Snapshot | null> {
    const theirs = await shared.load(sourceKey, newerThan);
    if (theirs === null) return null;
    const fetchedAt = theirs.fetchedAt > now ? now : theirs.fetchedAt;
    return { ...theirs, fetchedAt };
  }

  return {
    /** What the last refresh found; null before the first one. */
    snapshot: (): Snapshot | null => snapshot,

    /** Why the last refresh failed; null after one that succeeded. */
    lastFailure: (): RefreshFailure | null => lastFailure,

    /** Uses what other replicas have read, before this one has read anything. */
    async loadFirst(now: Date): Promise<void> {
      firstLoad ??= loadShared(null, now);
      snapshot ??= await firstLoad;
    },

    start: (now: Date): void => flights.start(wholeSource, refresh(now)),

    isRunning: (): boolean => flights.isRunning(wholeSource),

    /** Joins or starts a refresh and waits for it. A caller that times out records the failure for the next ones. */
    async wait({ now, readDeadline, hasShortDeadline }: ReadContext): Promise<Snapshot> {
      try {
        const found = await flights.wait(wholeSource, readDeadline, refresh(now));
        // That refresh began before the invalidation.
        return invalidated.size > 0 ? await flights.wait(wholeSource, readDeadline, refresh(now)) : found;
      } catch (error) {
        if (!(error instanceof DeadlineExceededError)) throw error;
        const { failure } = timeoutError();
        if (!hasShortDeadline && !readDeadline.isCancelled()) lastFailure = { failure, at: clock() };
        throw new GatewayError(failure);
      }
    },
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { Failure } from "../../domain/errors.js";
import { GatewayError } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, deadlineIn, waitFor } from "../deadlines.js";
import type { Freshness } from "../freshness.js";
import type { RequestScope, WindowReading } from "../provider.js";
import type { SharedTier, Snapshot } from "./shared-tier.js";
import type { ItemKind } from "./views.js";
import { createViews } from "./views.js";
import type { JournalPosition, WriteJournal } from "./write-journal.js";

/** What a provider tells of a source that is to be remembered. Items are what it reads: windows, or applications. */
export interface RememberedSource<Item extends object> extends ItemKind<Item> {
  /** What is left out is as for every source. */
  readonly freshness: Partial<Freshness>;
  /** Reads the whole source. What is remembered of it may save calls. */
  readonly readAll: (reading: ReadingScope<Item>) => Promise<readonly Item[]>;
  /** What a caller is told whose deadline passes while the source is being read. */
  readonly late: () => GatewayError;
}

/** A reading in the background: it outlives the request that began it. */
export interface ReadingScope<Item> extends RequestScope {
  readonly recall: (key: string) => Item | null;
  /** As `SourceMemory.readItem`, within this reading. */
  readonly readItem: (key: string, read: ReadItem<Item>) => Promise<Item | null>;
}

/** How one item is read; null where there is none. */
export type ReadItem<Item> = (deadline: Deadline) => Promise<Item | null>;

export interface Reading<Item> extends WindowReading {
  readonly items: ReadonlyMap<string, Item>;
}

export type SourceMemory<Item extends object> = ReturnType<typeof createSourceMemory<Item>>;

interface Surroundings {
  readonly freshness: Freshness;
  readonly snapshots: LRUCache<string, Snapshot, () => Promise<Snapshot>>;
  readonly journal: WriteJournal;
  readonly shared: SharedTier;
  readonly readingTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Aborts when the process ends. */
  readonly closing: AbortSignal;
}

interface SingleItem<Item> {
  readonly item: Item;
  readonly fetchedAt: Date;
  readonly position: JournalPosition;
}

/** How many items are remembered that were read one by one. */
const maxSingleItems = 5_000;

/** How often a replica looks whether another has finished the reading that both want. */
const pollMs = 100;

/**
 * The memory of one source: nothing is read twice at the same time, nor within its freshness; an older answer is given
 * while a newer is being read; what was just written is shown at once.
 */
export function createSourceMemory<Item extends object>(
  source: RememberedSource<Item>,
  { freshness, snapshots, journal, shared, readingTimeoutMs, requestTimeoutMs, closing }: Surroundings,
) {
  const { sourceId, freshness: ownFreshness, readAll, late } = source;
  const viewOf = createViews(source, journal);
  const { maxAgeMs, staleWhileRevalidateMs, staleIfErrorMs } = { ...freshness, ...ownFreshness };
  const singleItems = new LRUCache<string, SingleItem<Item>, () => Promise<SingleItem<Item> | undefined>>({
    max: maxSingleItems,
    fetchMethod: (_key, _previous, { context: read }) => read(),
    noDeleteOnFetchRejection: true,
  });
  /** Why the last reading failed; null once one has succeeded. */
  let lastFailure: { readonly failure: Failure; readonly at: Date } | null = null;
  let adoption: Promise<void> | undefined;

  const isFresh = (fetchedAt: Date, now: Date) => ageOf(fetchedAt, now) < maxAgeMs;
  const held = () => snapshots.get(sourceId) ?? null;

  function readingOf(snapshot: Snapshot, failure: Failure | null): Reading<Item> {
    const { fetchedAt } = snapshot;
    const { items, windows } = viewOf(snapshot);
    return { items, windows, fetchedAt, freshUntil: new Date(fetchedAt.getTime() + maxAgeMs), failure };
  }

  /** The newest that is known of one item: from the last reading of all, or from one of its own. */
  function recall(
    key: string,
    snapshot: Snapshot | null,
  ): { readonly item: Item; readonly fetchedAt: Date } | null {
    const ofAll = snapshot === null ? undefined : viewOf(snapshot).items.get(key);
    const single = withWrites(key, singleItems.get(key));
    if (snapshot === null || (single !== undefined && single.fetchedAt > snapshot.fetchedAt))
      return single ?? null;
    return ofAll === undefined ? null : { item: ofAll, fetchedAt: snapshot.fetchedAt };
  }

  function withWrites(key: string, single: SingleItem<Item> | undefined): SingleItem<Item> | undefined {
    if (single === undefined) return undefined;
    const written = journal.find(sourceId, key, single.position);
    if (written === null) return single;
    return written.item === null ? undefined : { ...single, item: written.item as Item };
  }

  /** Reads all, unless a replica has just done so or is at it. Runs once at a time. */
  async function refresh(now: Date): Promise<Snapshot> {
    const deadline = deadlineIn(readingTimeoutMs, closing);
    try {
      const snapshot = await refreshWithin(now, deadline);
      lastFailure = null;
      return snapshot;
    } catch (error) {
      if (error instanceof GatewayError) lastFailure = { failure: error.failure, at: now };
      throw error;
    }
  }

  async function refreshWithin(now: Date, deadline: Deadline): Promise<Snapshot> {
    for (;;) {
      const outcome = await shared.exclusively(sourceId, async () => {
        const ours = held();
        const theirs = await shared.load(sourceId, ours?.fetchedAt ?? null);
        if (theirs !== null && isFresh(theirs.fetchedAt, now)) return theirs;
        return readAfresh(now, deadline, theirs ?? ours);
      });
      if (outcome !== null) return outcome.result;
      if (deadline.signal.aborted) throw late();
      await sleep(pollMs);
    }
  }

  async function readAfresh(now: Date, deadline: Deadline, last: Snapshot | null): Promise<Snapshot> {
    const position = journal.position();
    const items = await readAll({
      now,
      deadline,
      recall: (key) => recall(key, last)?.item ?? null,
      readItem: (key, read) => fetchItem(key, read, now, deadline),
    });
    const snapshot = { items, fetchedAt: now, position };
    await shared.store(sourceId, snapshot, maxAgeMs + staleIfErrorMs);
    return snapshot;
  }

  /** Single flight, whoever asks: a request, or a reading of the whole source. */
  async function fetchItem(
    key: string,
    read: ReadItem<Item>,
    now: Date,
    deadline: Deadline,
  ): Promise<Item | null> {
    const fetched = await singleItems.fetch(key, {
      forceRefresh: true,
      context: async () => {
        const position = journal.position();
        const item = await read(deadline);
        return item === null ? undefined : { item, fetchedAt: now, position };
      },
    });
    return withWrites(key, fetched)?.item ?? null;
  }

  /** At the first reading: what other replicas have read before this one was there. */
  function adoptShared(): Promise<void> {
    adoption ??= shared.load(sourceId, null).then((theirs) => {
      if (theirs !== null && held() === null) snapshots.set(sourceId, theirs);
    });
    return adoption;
  }

  return {
    /** What the source holds; waits for the upstream only where nothing recent enough is known. */
    async read({ now, deadline }: RequestScope): Promise<Reading<Item>> {
      if (deadline.signal.aborted) throw late();
      if (held() === null) await adoptShared();
      const known = held();
      if (known !== null && isFresh(known.fetchedAt, now)) return readingOf(known, null);
      const overdueMs = known === null ? Number.POSITIVE_INFINITY : ageOf(known.fetchedAt, now) - maxAgeMs;
      const hasJustFailed = lastFailure !== null && isFresh(lastFailure.at, now);
      const refreshing = snapshots.fetch(sourceId, { forceRefresh: true, context: () => refresh(now) });
      if (known !== null && (overdueMs < staleWhileRevalidateMs || hasJustFailed)) {
        // Nobody waits for it; its failure is remembered.
        refreshing.catch(() => {});
        if (overdueMs < Math.max(staleWhileRevalidateMs, staleIfErrorMs))
          return readingOf(known, lastFailure?.failure ?? null);
      }
      try {
        const snapshot = await waitFor(refreshing, deadline);
        if (snapshot === undefined) throw new Error("A reading always gives a snapshot.");
        return readingOf(snapshot, null);
      } catch (error) {
        const failed = error instanceof DeadlineExceededError ? late() : error;
        if (!(failed instanceof GatewayError)) throw error;
        if (known === null || overdueMs >= staleIfErrorMs) throw failed;
        return readingOf(known, failed.failure);
      }
    },

    /** One item: as it is remembered where that is fresh, else read by itself. `lateItem` as `late`, of this item. */
    async readItem(
      key: string,
      { now, deadline }: RequestScope,
      read: ReadItem<Item>,
      lateItem: () => GatewayError,
    ): Promise<Item | null> {
      if (deadline.signal.aborted) throw lateItem();
      if (held() === null) await adoptShared();
      const known = recall(key, held());
      if (known !== null && isFresh(known.fetchedAt, now)) return known.item;
      try {
        // Others may join it, whose deadline is later.
        return await waitFor(fetchItem(key, read, now, deadlineIn(requestTimeoutMs, closing)), deadline);
      } catch (error) {
        throw error instanceof DeadlineExceededError ? lateItem() : error;
      }
    },

    /** What a write left behind; null for a deletion. Every reader sees it from now on, other replicas' too. */
    async remember(key: string, item: Item | null): Promise<void> {
      const entry = { sourceId, key, item };
      const position = await shared.append(entry);
      if (position === null) journal.add(entry);
      else journal.add(entry, position);
    },
  };
}

function ageOf(fetchedAt: Date, now: Date): number {
  return now.getTime() - fetchedAt.getTime();
}

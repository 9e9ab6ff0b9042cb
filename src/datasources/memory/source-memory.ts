import { setTimeout as sleep } from "node:timers/promises";
import type { Failure } from "../../domain/errors.js";
import { GatewayError } from "../../domain/errors.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, deadlineIn } from "../deadlines.js";
import type { RequestScope } from "../provider.js";
import type { MemoryUse } from "../upstream/observer.js";
import type { ItemReader, Remembered } from "./item-reads.js";
import { createItemReads } from "./item-reads.js";
import type { Surroundings } from "./memory.js";
import type { Reading, RememberedSource } from "./remembered-source.js";
import { createSharedReads } from "./shared-reads.js";
import type { Snapshot } from "./shared-tier.js";
import { createViews, readingOfView } from "./views.js";

export type SourceMemory<Item extends object> = ReturnType<typeof createSourceMemory<Item>>;

/** How long a reading may take, in the background after those who wanted it have gone. */
const readingTimeoutMs = 5 * 60_000;

/** How soon a source that failed is asked again while its last good answer can be shown. */
const pauseAfterFailureMs = 1_000;

/** How often a replica looks whether another has finished the reading that both want. */
const pollMs = 100;

/**
 * The memory of one source: nothing is read twice at the same time, nor within its freshness; an older answer is given
 * while a newer is being read; what was just written is shown at once.
 */
export function createSourceMemory<Item extends object>(
  source: RememberedSource<Item>,
  { freshness, journal, shared, logger, observer, clock, requestTimeoutMs, closing, readings }: Surroundings,
) {
  const { sourceId, readAll, late } = source;
  const { maxAgeMs, staleWhileRevalidateMs, staleIfErrorMs } = { ...freshness, ...source.freshness };
  /** Under which it is remembered. */
  const sourceKey = `${sourceId}:${fingerprintOf(...source.identity)}`;
  const viewOf = createViews(source, sourceKey, journal);
  const itemReads = createItemReads<Item>(sourceKey, source.keyOf, journal, (cancelled) =>
    deadlineIn(requestTimeoutMs, AbortSignal.any([closing, cancelled])),
  );
  /** What the last reading of all has found. */
  let known: Snapshot | null = null;
  let adoption: Promise<Snapshot | null> | undefined;
  /** What may have been written although no answer came: it must be read before it is shown again. */
  const doubts = new Set<string>();
  const reads = createSharedReads<Snapshot>();
  /** Why the last reading failed; null once one has succeeded. */
  let lastFailure: { readonly failure: Failure; readonly at: Date } | null = null;

  /** So long an answer is OK, if nothing has failed since. */
  const mayBeOkMs = maxAgeMs + staleWhileRevalidateMs;
  const ageOf = (instant: Date, now: Date) => now.getTime() - instant.getTime();
  const isFresh = (fetchedAt: Date, now: Date) => ageOf(fetchedAt, now) < maxAgeMs;

  const used = (use: MemoryUse) => observer.remembered(sourceId, use);

  function readingOf(snapshot: Snapshot, failure: Failure | null): Reading<Item> {
    return readingOfView(viewOf(snapshot), snapshot.fetchedAt, maxAgeMs, failure);
  }

  /** The newest that is known of one item: from a reading of all, or from one of its own. */
  function recall(key: string, last: Snapshot | null): Remembered<Item> | null {
    const single = itemReads.find(key);
    if (last === null || (single !== null && single.fetchedAt > last.fetchedAt)) return single;
    const item = viewOf(last).items.get(key);
    return item === undefined ? null : { item, fetchedAt: source.readAt(item) ?? last.fetchedAt };
  }

  function recallFresh(key: string, now: Date): Item | null {
    const remembered = doubts.has(key) ? null : recall(key, known);
    return remembered !== null && isFresh(remembered.fetchedAt, now) ? remembered.item : null;
  }

  /** Reads all; once for everybody who wants it at the same time. */
  const refresh =
    (now: Date) =>
    async (cancelled: AbortSignal): Promise<Snapshot> => {
      const deadline = deadlineIn(readingTimeoutMs, AbortSignal.any([closing, cancelled]));
      const reading = readOrAdopt(now, deadline);
      readings.add(reading);
      try {
        const snapshot = await reading;
        // One that was cancelled may end after the one that took its place.
        if (known === null || snapshot.fetchedAt >= known.fetchedAt) known = snapshot;
        lastFailure = null;
        return known;
      } catch (error) {
        if (!(error instanceof GatewayError))
          logger.error({ err: error, source: sourceId }, "unexpected error");
        else if (!deadline.isCancelled()) lastFailure = { failure: error.failure, at: clock() };
        throw error;
      } finally {
        readings.delete(reading);
      }
    };

  const refreshInBackground = (now: Date) => reads.inBackground("", refresh(now));

  /** Reads all, unless a replica has just done so; while one is at it, waits for what it finds. */
  async function readOrAdopt(now: Date, deadline: Deadline): Promise<Snapshot> {
    for (;;) {
      const outcome = await shared.exclusively(sourceKey, async () => {
        const theirs = await loadShared(known?.fetchedAt ?? null, clock());
        if (theirs !== null && isFresh(theirs.fetchedAt, now) && doubts.size === 0) return theirs;
        return readUpstream(now, deadline, theirs ?? known);
      });
      if (outcome !== null) return outcome.result;
      if (deadline.signal.aborted) throw late();
      await sleep(pollMs);
    }
  }

  async function readUpstream(now: Date, deadline: Deadline, last: Snapshot | null): Promise<Snapshot> {
    const position = journal.position();
    const doubted = [...doubts];
    const items = await readAll({
      now,
      deadline,
      recall: (key) => (doubts.has(key) ? null : (recall(key, last)?.item ?? null)),
      readMeanwhile: itemReads.watch(),
      keep: (item) => itemReads.keep(source.keyOf(item), item, now, position),
    });
    for (const key of doubted) doubts.delete(key);
    const snapshot = { items, fetchedAt: now, position };
    await shared.store(sourceKey, snapshot, maxAgeMs + Math.max(staleWhileRevalidateMs, staleIfErrorMs));
    return snapshot;
  }

  /** What a replica left. Its clock may be ahead. */
  async function loadShared(newerThan: Date | null, now: Date): Promise<Snapshot | null> {
    const theirs = await shared.load(sourceKey, newerThan);
    if (theirs === null) return null;
    const fetchedAt = theirs.fetchedAt > now ? now : theirs.fetchedAt;
    return { ...theirs, fetchedAt };
  }

  /** At the first reading: what other replicas have read before this one was there. */
  async function adoptOnce(now: Date): Promise<void> {
    adoption ??= loadShared(null, now);
    known ??= await adoption;
  }

  /** Waits for a reading; whoever cannot wait longer tells those who come next that it takes too long. */
  async function wait({ now, readDeadline: deadline, isHasty }: RequestScope): Promise<Reading<Item>> {
    try {
      let snapshot = await reads.wait("", deadline, refresh(now));
      // That reading began before the doubt.
      if (doubts.size > 0) snapshot = await reads.wait("", deadline, refresh(now));
      // It may have taken far longer than any request.
      const isOld = ageOf(snapshot.fetchedAt, now) > Math.max(mayBeOkMs, requestTimeoutMs);
      return readingOf(snapshot, isOld ? late().failure : null);
    } catch (error) {
      if (!(error instanceof DeadlineExceededError)) throw error;
      const { failure } = late();
      if (!isHasty && !deadline.isCancelled()) lastFailure = { failure, at: clock() };
      throw new GatewayError(failure);
    }
  }

  return {
    /** What the source holds; waits for the upstream only where nothing recent enough is known. */
    async read(scope: RequestScope): Promise<Reading<Item>> {
      const { now, readDeadline } = scope;
      if (readDeadline.signal.aborted) throw late();
      if (known === null) await adoptOnce(now);
      const last = known;
      const ageMs = last === null ? Number.POSITIVE_INFINITY : ageOf(last.fetchedAt, now);
      const mayBeShown = last !== null && ageMs < maxAgeMs + staleIfErrorMs;
      if (last !== null && ageMs < maxAgeMs && doubts.size === 0) {
        used("FRESH");
        return readingOf(last, null);
      }

      const sinceFailureMs = lastFailure === null ? null : ageOf(lastFailure.at, now);
      if (last !== null && sinceFailureMs === null && ageMs < mayBeOkMs && doubts.size === 0) {
        refreshInBackground(now);
        used("STALE");
        return readingOf(last, null);
      }
      if (mayBeShown && sinceFailureMs !== null && (sinceFailureMs < maxAgeMs || reads.has(""))) {
        if (sinceFailureMs >= pauseAfterFailureMs) refreshInBackground(now);
        used("STALE");
        return readingOf(last, lastFailure?.failure ?? null);
      }
      used("READ");
      try {
        return await wait(scope);
      } catch (error) {
        if (!(error instanceof GatewayError && mayBeShown)) throw error;
        return readingOf(last, error.failure);
      }
    },

    /** As `read`, but fails where the last good answer would be shown in place of a newer one. */
    async readOrFail(scope: RequestScope): Promise<Reading<Item>> {
      const { now, readDeadline } = scope;
      if (readDeadline.signal.aborted) throw late();
      if (known === null) await adoptOnce(now);
      const ageMs = known === null ? Number.POSITIVE_INFINITY : ageOf(known.fetchedAt, now);
      const isGood = ageMs < (lastFailure === null ? mayBeOkMs : maxAgeMs) && doubts.size === 0;
      if (known === null || !isGood) {
        used("READ");
        const reading = await wait(scope);
        if (reading.failure !== null) throw new GatewayError(reading.failure);
        return reading;
      }
      used(ageMs < maxAgeMs ? "FRESH" : "STALE");
      if (ageMs >= maxAgeMs) refreshInBackground(now);
      return readingOf(known, null);
    },

    /** An item as it is remembered, where that is fresh and nothing puts it in doubt. */
    recallFresh,

    /** As `recallFresh`, of all that the source holds. */
    recallAllFresh: (now: Date): Reading<Item> | null =>
      known !== null && isFresh(known.fetchedAt, now) && doubts.size === 0 ? readingOf(known, null) : null,

    /** One item: as it is remembered where that is fresh, else read by itself, once for everybody who wants it. */
    async readItem(
      key: string,
      { now, readDeadline: deadline }: RequestScope,
      reader: ItemReader<Item>,
    ): Promise<Item | null> {
      if (deadline.signal.aborted) throw reader.late();
      if (known === null) await adoptOnce(now);
      const fresh = recallFresh(key, now);
      used(fresh === null ? "READ" : "FRESH");
      if (fresh !== null) return fresh;
      const isDoubted = doubts.has(key);
      try {
        const item = await itemReads.read(key, deadline, reader, now);
        if (isDoubted) doubts.delete(key);
        return item;
      } catch (error) {
        throw error instanceof DeadlineExceededError ? reader.late() : error;
      }
    },

    /** Begins a read past the memory; what it finds is shown by others, unless a write came meanwhile. */
    look() {
      const begun = { fetchedAt: clock(), position: journal.position() };
      return (key: string, item: Item): void => {
        const isWritten = journal.find(sourceKey, key, begun) !== null;
        if (!isWritten) journal.addOwn({ sourceKey, key, item }, begun.fetchedAt);
      };
    },

    /** That a write may have changed an item although no answer came: it is read before anything is shown of it. */
    doubt(key: string): void {
      doubts.add(key);
      itemReads.doubt();
    },

    /** What a write left behind; null for a deletion. Every reader sees it from now on, other replicas' too. */
    async remember(key: string, item: Item | null): Promise<void> {
      const entry = { sourceKey, key, item };
      const position = await shared.append(entry);
      journal.addOwn(entry, clock(), position);
    },
  };
}

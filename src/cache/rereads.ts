import { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError, deadlineIn, notLongerThan, waitFor } from "../upstream/deadlines.js";
import type { CacheOptions } from "./cache-options.js";
import { maxDueItems, refreshTimeoutMs, rereadWaitMs } from "./constants.js";
import type { DoubtfulItems } from "./doubtful-items.js";
import { everyItem, listKey } from "./doubtful-items.js";
import type { ItemCache } from "./item-cache.js";
import type { ItemReader } from "./item-reader.js";
import { createRereadBudget } from "./reread-budget.js";
import type { SourceReader } from "./source-reader.js";
import type { SourceRefresh } from "./source-refresh.js";

/** An item to read again. */
export interface RereadItem<Item> {
  readonly key: string;
  readonly reader: ItemReader<Item | null>;
}

/** A reread that has been requested. Unless it must wait for the budget, no later read serves the cached state of its item. */
export interface Reread {
  /** Resolves when the read has ended, also if it failed; at once if it must wait for the budget. Never rejects. */
  readonly ended: Promise<void>;
}

/** State of a source that its rereads share with its cache. */
export interface RereadSource<Item extends object> {
  readonly reader: SourceReader<Item>;
  readonly sourceKey: string;
  readonly itemCache: ItemCache<Item>;
  readonly doubtful: DoubtfulItems;
  readonly refresh: SourceRefresh;
}

interface RunningReread {
  /** Resolves when all replicas know that the item is doubtful. */
  readonly marked: Promise<void>;
  readonly ended: Promise<void>;
  hasBegun: boolean;
  /** Whether another notice came after the read had begun, which may have missed the change. */
  isWantedAgain: boolean;
}

/** Reads items of one source again when a notice says that they may have changed. All replicas then see the result. */
export function createRereads<Item extends object>(
  { reader: source, sourceKey, itemCache, doubtful, refresh }: RereadSource<Item>,
  { journal, shared, logger, clock, closing, refreshes, requestTimeoutMs }: CacheOptions,
) {
  const running = new Map<string, RunningReread>();
  const budget = createRereadBudget(clock);
  /** Items that wait until the budget is full again. They are not marked before that, or every list would read them. */
  const due = new Set<string>();

  function mark(key: string): void {
    doubtful.add(key);
    itemCache.invalidateReads();
  }

  /** Notifies the other replicas. Each of them reads the item itself if it does not get the result in time. */
  const share = (key: string): Promise<void> => shared.doubt(sourceKey, key);

  /** Whether any replica shows items of the source. If none does, the first read finds the change. */
  async function isCached(key: string): Promise<boolean> {
    if (refresh.snapshot() !== null || refresh.isRunning() || itemCache.find(key) !== null) return true;
    await refresh.loadLater();
    return refresh.snapshot() !== null;
  }

  async function readAgain(
    key: string,
    item: RereadItem<Item> | null,
    isStale: () => boolean,
  ): Promise<void> {
    try {
      if (!(await isCached(key))) doubtful.delete(key);
      else if (item === null) await readList();
      else await readItem(item, isStale);
    } catch (error) {
      // The item stays marked. The upstream has logged its own failure.
      if (error instanceof GatewayError || error instanceof DeadlineExceededError) return;
      logger.error({ err: error, source: source.sourceId }, "unexpected error");
    }
  }

  async function readList(): Promise<void> {
    const readDeadline = deadlineIn(refreshTimeoutMs, closing);
    // Joins a running refresh, and then starts another one, because the running one may have begun before the change.
    await refresh.wait({ readDeadline, hasShortDeadline: true });
  }

  async function readItem({ key, reader }: RereadItem<Item>, isStale: () => boolean): Promise<void> {
    itemCache.invalidateReads();
    const clearMark = doubtful.beginRead(key);
    const begun = { readAtMs: clock().steadyMs, position: journal.position() };
    const found = await itemCache.read(key, deadlineIn(requestTimeoutMs, closing), reader);
    if (isStale()) return;
    const item = found !== null && source.keyOf(found) === key ? found : null;
    clearMark();
    if (item === null) {
      // Created meanwhile.
      if (journal.find(sourceKey, key, begun) !== null) return;
      journal.addOwn({ sourceKey, key, item, readFrom: begun.position }, begun.readAtMs);
    }
    // The other replicas compare `readFrom` with the writes that they know, so that this read hides none.
    await shared.append({ sourceKey, key, item, readFrom: begun.position });
  }

  async function run(
    key: string,
    item: RereadItem<Item> | null,
    state: RunningReread,
    marked: () => void,
  ): Promise<void> {
    // A list that began after the notice can have read the item meanwhile.
    const isDoubtful = () => state.isWantedAgain && doubtful.has(key);
    do {
      await share(key);
      marked();
      state.hasBegun = true;
      state.isWantedAgain = false;
      await readAgain(key, item, () => state.isWantedAgain);
    } while (isDoubtful() && !closing.aborted && budget.take());
    running.delete(key);
    if (isDoubtful()) defer(key);
  }

  function start(key: string, item: RereadItem<Item> | null): RunningReread {
    const [marked, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const state = { marked: marked.promise, ended: ended.promise, hasBegun: false, isWantedAgain: false };
    running.set(key, state);
    void run(key, item, state, marked.resolve).finally(ended.resolve);
    track(state.ended);
    return state;
  }

  /** Joins or starts the reread of a marked item. */
  function join(key: string, item: RereadItem<Item> | null): RunningReread {
    const known = running.get(key);
    if (known === undefined) return start(key, item);
    known.isWantedAgain ||= known.hasBegun;
    return known;
  }

  function track(work: Promise<void>): void {
    refreshes.add(work);
    void work.finally(() => refreshes.delete(work));
  }

  function defer(key: string): void {
    if (due.size === 0) track(readDue());
    if (!due.has(key)) due.add(due.size < maxDueItems ? key : everyItem);
  }

  /** Reads everything that is due with one refresh of the source, as soon as the budget is full again. */
  async function readDue(): Promise<void> {
    await budget.full(closing);
    const keys = [...due];
    due.clear();
    for (const key of [...keys, listKey]) mark(key);
    // At shutdown, the other replicas read the items.
    await Promise.all(keys.map(share));
    if (closing.aborted) return;
    budget.take();
    await join(listKey, null).ended;
  }

  return {
    areRunning: (): boolean => running.size > 0,

    /** Waits for the running rereads, but not for long. */
    async wait(deadline: Deadline): Promise<void> {
      const ended = Promise.all([...running.values()].map((reread) => reread.ended));
      await waitFor(ended, notLongerThan(deadline, rereadWaitMs)).catch(() => {});
    },

    /**
     * Marks the item, or the list of the source for null, in all replicas, and reads it again. Notices about the same item share a read;
     * those that come after the read has begun cause one more. If the source gets more notices than `maxRereads`, one refresh at the end
     * of the period reads all their items: a loop or a flood then costs no more calls than other refreshes.
     */
    async request(item: RereadItem<Item> | null): Promise<Reread> {
      const key = item?.key ?? listKey;
      const known = running.get(key);
      if (known === undefined && (due.has(key) || due.has(everyItem) || !budget.take())) {
        defer(key);
        return { ended: Promise.resolve() };
      }
      if (known === undefined || (known.hasBegun && !known.isWantedAgain)) mark(key);
      const reread = join(key, item);
      await reread.marked;
      return reread;
    },
  };
}

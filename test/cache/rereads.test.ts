import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Caches } from "../../src/cache/caches.js";
import { createCaches } from "../../src/cache/caches.js";
import { maxDueItems, maxRereads, rereadPeriodMs } from "../../src/cache/constants.js";
import type { SharedTier } from "../../src/cache/shared-tier.js";
import { noSharedTier } from "../../src/cache/shared-tier.js";
import type { SourceCache } from "../../src/cache/source-cache.js";
import { createWriteJournal } from "../../src/cache/write-journal.js";
import { createObservers } from "../../src/server/telemetry/observers.js";
import { movableClock } from "../support/clock.js";
import { testContext } from "../support/runtime.js";

interface Item {
  readonly key: string;
  readonly state: number;
}

/** The keys of the items that each read of all items read again, and did not take from the cache. */
let lists: string[][];
/** The keys of the items that were read on their own. */
let singles: string[];
/** The keys in the notices to other replicas. */
let shared: string[];
let state: Map<string, number>;
let cache: SourceCache<Item>;
let caches: Caches;
let clock: ReturnType<typeof movableClock>;
/** Replaces the load of other replicas' data. */
let load: SharedTier["load"];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  [lists, singles, shared] = [[], [], []];
  load = noSharedTier.load;
  state = new Map(Array.from({ length: 300 }, (_, index) => [`item-${index}`, 0]));
  clock = movableClock();
  caches = createCaches({
    freshness: { maxAgeMs: 3_600_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 },
    journal: createWriteJournal(),
    shared: {
      ...noSharedTier,
      load: (...given) => load(...given),
      async doubt(_sourceKey, key) {
        shared.push(key);
      },
    },
    logger: pino({ level: "silent" }),
    observer: createObservers().observer,
    clock: clock.moment,
    requestTimeoutMs: 10_000,
  });
  cache = createCache("read");
  await read();
  lists = [];
});
afterEach(async () => {
  await caches.close();
  vi.useRealTimers();
});

function createCache(name: string): SourceCache<Item> {
  return caches.sourceCache<Item>({
    sourceId: "s",
    identity: [name],
    freshness: {},
    keyOf: ({ key }) => key,
    windowOf: () => null,
    readAtMs: () => null,
    moved: (item) => item,
    async readAll({ readCached }) {
      const list: string[] = [];
      lists.push(list);
      const items = [...state].map(([key, now]) => {
        const known = readCached(key);
        if (known === null) list.push(key);
        return known ?? { key, state: now };
      });
      return { items, unreadable: [] };
    },
    timeoutError: () => {
      throw new Error("The test waited for too long.");
    },
  });
}

const read = async () => (await cache.read(testContext())).items;

/** Changes an item at the provider, and sends a notice. */
async function change(key: string): Promise<void> {
  const next = (state.get(key) ?? 0) + 1;
  state.set(key, next);
  const reread = await cache.reread({
    key,
    reader: {
      async read() {
        singles.push(key);
        return { key, state: next };
      },
      timeoutError: () => {
        throw new Error("The test waited for too long.");
      },
    },
  });
  await reread.ended;
}
const keys = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `item-${from + index}`);

async function endPeriod(): Promise<void> {
  clock.passSeconds(rereadPeriodMs / 1_000);
  await vi.advanceTimersByTimeAsync(rereadPeriodMs);
  await vi.waitFor(() => expect(lists).toHaveLength(1));
}

test("notices beyond the budget cause one refresh at the end of the period, which reads their items", async () => {
  const all = keys(0, maxRereads + 20);
  for (const key of all) await change(key);
  for (const key of all.slice(maxRereads)) await change(key);
  expect(singles).toEqual(all.slice(0, maxRereads));
  // Reads do not bypass the budget.
  expect((await read()).get("item-40")?.state).toBe(0);
  expect(lists).toEqual([]);

  await endPeriod();
  expect(lists).toEqual([all.slice(maxRereads)]);
  expect((await read()).get("item-40")?.state).toBe(2);
  expect(singles).toHaveLength(maxRereads);
  expect(lists).toHaveLength(1);

  await change("item-40");
  expect((await read()).get("item-40")?.state).toBe(3);
});

test("if too many items wait, all items of the source are read again", async () => {
  for (const key of keys(0, maxRereads + maxDueItems + 10)) await change(key);
  await endPeriod();
  expect(lists[0]).toHaveLength(state.size);
  expect((await read()).get(`item-${maxRereads + maxDueItems + 5}`)?.state).toBe(1);
});

test("a read of an item that began before the notice is neither joined nor cached", async () => {
  state.set("extra", 0);
  const { promise: answer, resolve } = Promise.withResolvers<Item>();
  const timeoutError = () => {
    throw new Error("The test waited for too long.");
  };
  const early = cache.readItem("extra", testContext(), { read: () => answer, timeoutError });
  await change("extra");
  expect(singles).toEqual(["extra"]);
  resolve({ key: "extra", state: 0 });
  await early;
  expect((await read()).get("extra")?.state).toBe(1);
});

test("a shutdown leaves the items that wait to the other replicas", async () => {
  for (const key of keys(0, maxRereads + 2)) await change(key);
  shared = [];
  await caches.close();
  expect(shared).toEqual([`item-${maxRereads}`, `item-${maxRereads + 1}`]);
  expect(lists).toEqual([]);
});

test("a slow answer of the shared tier does not remove what a refresh has read meanwhile", async () => {
  const { promise: slow, resolve } = Promise.withResolvers<null>();
  cache = createCache("unread");
  load = () => slow;
  const known = cache.anyItem();
  load = noSharedTier.load;
  await read();
  resolve(null);
  expect(await known).toEqual({ key: "item-0", state: 0 });
  await read();
  expect(lists).toHaveLength(1);
});

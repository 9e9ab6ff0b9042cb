import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { LedState } from "../../src/cache/led-state.js";
import { localLedState } from "../../src/cache/led-state.js";
import { createRedisConnection } from "../../src/cache/redis/connection.js";
import { createRedisLedState } from "../../src/cache/redis/led-state.js";
import type { RedisServer } from "../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../support/redis-server.js";
import type { Receiver } from "./receiver.js";
import { startReceiver, status } from "./receiver.js";
import type { TestNotifier } from "./test-notifier.js";
import { realClock, startTestNotifier, webhookSink } from "./test-notifier.js";
import { at, daily, upgrade, windowEvent } from "./windows.js";

/** Short, so that a replica that died is replaced soon. */
const ttlMs = 300;

const opened = windowEvent("OPENED");
const closed = windowEvent("CLOSED");
const [openedType, closedType] = ["maintenance.window.opened", "maintenance.window.closed"];

describeWithRedis("with Redis", () => {
  let redis: RedisServer;
  let bus: Receiver;
  let key = 0;
  const replicas: { readonly notifier: TestNotifier; readonly disconnect: () => void }[] = [];

  beforeAll(async () => {
    redis = await startRedisServer();
  });
  beforeEach(async () => {
    key += 1;
    bus = await startReceiver();
  });
  afterEach(async () => {
    await bus.close();
    for (const replica of replicas.splice(0)) {
      await replica.notifier.stop();
      replica.disconnect();
    }
  });
  afterAll(() => redis.stop());

  /** Starts a replica. `during` changes how it uses the state. */
  async function start(during: (state: LedState) => LedState = (state) => state, name = "bus") {
    const connection = createRedisConnection(redis.url, "test:", pino({ level: "silent" }));
    await connection.connect();
    const state = during(createRedisLedState(connection, `test:${key}`, realClock, ttlMs));
    const notifier = startTestNotifier([webhookSink(bus.url, { name })], state);
    // A process that is killed says nothing to Redis any more.
    const replica = { notifier, disconnect: connection.close };
    replicas.push(replica);
    return {
      ...replica,
      leads: () => expect.poll(notifier.isFollowing, { timeout: 5_000 }).toBe(true),
      stopsLeading: () =>
        expect
          .poll(() => notifier.logs.map(({ msg }) => msg))
          .toContain("this replica has stopped sending the notifications"),
    };
  }

  const types = () => bus.received().map(([, type]) => type);
  const ids = () => bus.received().map(([id]) => id);

  test("what was owed is delivered after a restart, with the same id and body", async () => {
    bus.respondWith(status(503));
    const first = await start();
    await first.leads();
    first.notifier.happen([opened, closed]);
    await expect.poll(() => new Set(ids()).size).toBe(2);
    first.disconnect();
    await expect.poll(first.notifier.isFollowing).toBe(false);
    const before = new Map(bus.requests.map(({ headers, body }) => [headers["webhook-id"], body]));
    bus.requests.splice(0);
    bus.respondWith(status(200));
    await (await start()).leads();
    await expect.poll(() => bus.requests.length).toBe(2);
    expect(types()).toEqual([openedType, closedType]);
    expect(new Map(bus.requests.map(({ headers, body }) => [headers["webhook-id"], body]))).toEqual(before);
  });

  test("what was delivered is not delivered again after a restart", async () => {
    const first = await start();
    await first.leads();
    first.notifier.happen([opened]);
    await expect.poll(() => first.notifier.outcomes).toEqual(["bus DELIVERED"]);
    await first.notifier.stop();
    const second = await start();
    await second.leads();
    second.notifier.happen([closed]);
    await expect.poll(types).toEqual([openedType, closedType]);
  });

  test("what is owed to a sink that is not configured any more is dropped with a line in the log", async () => {
    bus.respondWith(status(503));
    const first = await start();
    await first.leads();
    first.notifier.happen([opened]);
    await expect.poll(() => first.notifier.outcomes).toContain("bus FAILED");
    await first.notifier.stop();
    expect(first.notifier.outcomes).not.toContain("bus STOPPED");
    const second = await start(undefined, "other");
    await second.leads();
    await expect.poll(() => second.notifier.outcomes).toEqual(["bus NO_SINK"]);
    expect(second.notifier.logs.at(-1)).toMatchObject({ sink: "bus", id: ids()[0], type: openedType });
    await second.notifier.stop();
    const third = await start();
    await third.leads();
    expect(third.notifier.owed()).toEqual(new Map([["bus", 0]]));
  });

  test("the next leader knows the windows, so that it notices what happened meanwhile", async () => {
    const first = await start();
    await first.leads();
    expect(first.notifier.initial()).toBeNull();
    const kept = { ...daily, sourceId: "datadog" };
    first.notifier.happen([], [upgrade, kept, { ...upgrade, id: "datadog:datadog:2" }]);
    first.notifier.happen([], [{ ...upgrade, title: "Moved" }, kept]);
    await first.notifier.stop();
    const second = await start();
    await second.leads();
    const known = second.notifier.initial();
    expect(known?.sources.get("datadog")?.result.state).toBe("OK");
    expect(known?.ordered.items.map(({ node }) => node)).toEqual([{ ...upgrade, title: "Moved" }, kept]);
    expect(known?.at).toEqual(expect.any(Date));
  });

  test("what no sink was notified of is known too, so that a new sink is not notified of it", async () => {
    const first = await start();
    await first.leads();
    first.notifier.happen([]);
    const later = new Date(at.getTime() + 3_600_000);
    first.notifier.happen([windowEvent("OPENED", { ...daily, isUnderway: false })], [upgrade], later);
    await first.notifier.stop();
    const second = await start();
    await second.leads();
    expect(second.notifier.initial()?.at).toEqual(later);
  });

  test("of two replicas, one sends; the other continues after it was killed", async () => {
    const [one, two] = [await start(), await start()];
    await expect.poll(() => [one, two].filter(({ notifier }) => notifier.isFollowing()).length).toBe(1);
    const [leader, follower] = one.notifier.isFollowing() ? [one, two] : [two, one];
    leader.notifier.happen([opened]);
    await expect.poll(types).toEqual([openedType]);
    expect([leader.notifier.isLeader(), follower.notifier.isLeader()]).toEqual([true, false]);
    leader.disconnect();
    await follower.leads();
    follower.notifier.happen([closed]);
    await expect.poll(types).toEqual([openedType, closedType]);
    await expect.poll(leader.notifier.isFollowing).toBe(false);
    expect(leader.notifier.isLeader()).toBe(false);
  });

  test("a delivery is not sent before it is stored, and is noticed again if it could not be stored", async () => {
    let isStoring = true;
    const first = await start((state) => ({
      ...state,
      write: async (changes) => isStoring && state.write(changes),
    }));
    await first.leads();
    first.notifier.happen([]);
    await expect.poll(first.notifier.owed).toEqual(new Map([["bus", 0]]));
    isStoring = false;
    first.notifier.happen([opened]);
    await first.stopsLeading();
    expect(bus.requests).toEqual([]);
    isStoring = true;
    await first.leads();
    expect(first.notifier.initial()?.ordered.items).toHaveLength(1);
  });

  test("a process that was blocked for too long finds out that another one leads before it sends", async () => {
    let isBlocked = false;
    const first = await start((state) => ({
      ...state,
      isLeader: () => !isBlocked && state.isLeader(),
      lead: async () => !isBlocked && state.lead(),
    }));
    await first.leads();
    first.notifier.happen([]);
    isBlocked = true;
    first.notifier.happen([opened]);
    await first.stopsLeading();
    expect(bus.requests).toEqual([]);
    const second = await start();
    await second.leads();
    await expect.poll(types).toEqual([openedType]);
  });

  test("a delivery that is stored just as the process stops leading is sent by the next leader, and no later one", async () => {
    let isBlocked = false;
    let writes = 0;
    const stored = Promise.withResolvers<void>();
    const first = await start((state) => ({
      ...state,
      lead: async () => !isBlocked && state.lead(),
      async write(changes) {
        const isWritten = await state.write(changes);
        if (isBlocked) await stored.promise;
        writes += 1;
        return isWritten;
      },
    }));
    await first.leads();
    first.notifier.happen([]);
    await expect.poll(() => writes).toBe(1);
    isBlocked = true;
    first.notifier.happen([opened]);
    // Waits for that write. The next leader notices it itself.
    first.notifier.happen([closed]);
    await first.stopsLeading();
    isBlocked = false;
    stored.resolve();
    await first.leads();
    await expect.poll(() => first.notifier.outcomes).toEqual(["bus DELIVERED"]);
    await first.notifier.stop();
    const second = await start();
    await second.leads();
    expect([types(), second.notifier.owed()]).toEqual([[openedType], new Map([["bus", 0]])]);
  });

  test("a delivery that could not be removed is removed, and not sent again by the same process", async () => {
    let isStoring = true;
    const first = await start((state) => ({
      ...state,
      write: async (changes) => isStoring && state.write(changes),
    }));
    await first.leads();
    bus.respondWith((response) => {
      isStoring = false;
      response.end();
    });
    first.notifier.happen([opened]);
    await first.stopsLeading();
    isStoring = true;
    await first.leads();
    first.notifier.happen([closed]);
    await expect.poll(types).toEqual([openedType, closedType]);
  });

  test("while Redis is unreachable, nothing is sent; when it is back without its data, the same process continues", async () => {
    bus.respondWith(status(503));
    const first = await start();
    await first.leads();
    first.notifier.happen([opened]);
    await expect.poll(() => bus.requests.length).toBeGreaterThan(0);
    const [id] = ids();
    await redis.stop();
    await expect.poll(first.notifier.isFollowing).toBe(false);
    bus.requests.splice(0);
    bus.respondWith(status(200));
    await redis.restart();
    expect(bus.requests).toEqual([]);
    await first.leads();
    await expect.poll(ids).toEqual([id]);
    expect(first.notifier.initial()?.ordered.items).toHaveLength(1);
    // What only the process knew is in Redis again.
    first.notifier.happen([closed]);
    await expect.poll(types).toEqual([openedType, closedType]);
    await first.notifier.stop();
    const second = await start();
    await second.leads();
    expect(second.notifier.initial()?.ordered.items).toHaveLength(1);
  });

  test("a replica does not continue with what it remembered before another one led", async () => {
    bus.respondWith(status(503));
    let isBlocked = false;
    let isFollower = () => false;
    const first = await start((state) => {
      isFollower = state.isFollower;
      return { ...state, lead: async () => !isBlocked && state.lead() };
    });
    await first.leads();
    first.notifier.happen([opened]);
    await expect.poll(() => first.notifier.outcomes).toContain("bus FAILED");
    isBlocked = true;
    const second = await start();
    await second.leads();
    isBlocked = false;
    await expect.poll(isFollower).toBe(true);
    bus.respondWith(status(200));
    await expect.poll(() => second.notifier.outcomes).toContain("bus DELIVERED");
    await redis.clear();
    await second.notifier.stop();
    await first.leads();
    expect([first.notifier.initial(), first.notifier.owed()]).toEqual([null, new Map([["bus", 0]])]);
  });

  test("if Redis returns with older data, the same process continues with what it knows", async () => {
    const state = new Map<string, unknown>();
    let isReachable = true;
    const notifier = startTestNotifier([webhookSink(bus.url)], {
      ...localLedState,
      isDurable: true,
      renewMs: 20,
      lead: async () => isReachable,
      isLeader: () => isReachable,
      load: async () => new Map(state),
      async write(changes) {
        for (const [name, value] of changes) value === null ? state.delete(name) : state.set(name, value);
        return true;
      },
    });
    replicas.push({ notifier, disconnect: () => {} });
    await expect.poll(notifier.isFollowing).toBe(true);
    bus.respondWith(status(503));
    notifier.happen([opened]);
    await expect.poll(() => notifier.outcomes).toContain("bus FAILED");
    const older = new Map(state);
    bus.respondWith(status(200));
    await expect.poll(() => notifier.outcomes).toContain("bus DELIVERED");
    notifier.happen([closed], [], new Date(at.getTime() + 60_000));
    await expect.poll(types).toContain(closedType);
    await expect.poll(() => notifier.owed().get("bus")).toBe(0);
    isReachable = false;
    await expect.poll(notifier.isFollowing).toBe(false);
    state.clear();
    for (const [name, value] of older) state.set(name, value);
    const sent = bus.requests.length;
    isReachable = true;
    await expect.poll(notifier.isFollowing).toBe(true);
    expect(notifier.initial()?.ordered.items).toEqual([]);
    expect(notifier.owed()).toEqual(new Map([["bus", 0]]));
    expect([...state.keys()].filter((name) => name.startsWith("delivery:"))).toEqual([]);
    expect(bus.requests.length).toBe(sent);
  });
});

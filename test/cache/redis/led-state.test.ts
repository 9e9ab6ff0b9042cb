import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { LedState } from "../../../src/cache/led-state.js";
import type { RedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisLedState } from "../../../src/cache/redis/led-state.js";
import { createClock } from "../../../src/domain/time/clock.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

const ttlMs = 300;
const clock = createClock(Date.now, () => performance.now());

describeWithRedis("a state that one replica leads", () => {
  let redis: RedisServer;
  const connections: RedisConnection[] = [];
  let key = 0;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  beforeEach(() => {
    key += 1;
  });
  afterEach(() => {
    for (const { close } of connections.splice(0)) close();
  });
  afterAll(() => redis.stop());

  async function replica(): Promise<LedState> {
    const connection = createRedisConnection(redis.url, "test:", pino({ level: "silent" }));
    connections.push(connection);
    await connection.connect();
    return createRedisLedState(connection, `test:${key}`, clock, ttlMs);
  }

  const pair = () => Promise.all([replica(), replica()]);
  const change = (value: unknown) => new Map([["field", value]]);

  test("has one leader, who stays it as long as it renews its leadership", async () => {
    const [one, two] = await pair();
    expect([await one.lead(), await two.lead()]).toEqual([true, false]);
    expect([one.isLeader(), two.isLeader()]).toEqual([true, false]);
    expect([one.isFollower(), two.isFollower()]).toEqual([false, true]);
    expect([await one.lead(), await two.lead()]).toEqual([true, false]);
  });

  test("is led by another replica soon after its leader has died, and at once after it has stopped", async () => {
    const [one, two] = await pair();
    await one.lead();
    await expect.poll(two.lead).toBe(true);
    expect(one.isLeader()).toBe(false);
    await two.release();
    expect(two.isLeader()).toBe(false);
    expect(await (await replica()).lead()).toBe(true);
  });

  test("is not continued after the lock has ended, because another replica may have changed it", async () => {
    const [one, two] = await pair();
    await one.lead();
    await expect.poll(two.lead).toBe(true);
    await two.write(change("new"));
    await two.release();
    expect([await one.lead(), one.isLeader(), one.isFollower()]).toEqual([false, false, false]);
    expect([await one.lead(), await one.load()]).toEqual([true, change("new")]);
  });

  test("is not continued after Redis has lost it, so that the leader stores all of it again", async () => {
    const state = await replica();
    expect([await state.lead(), await state.lead()]).toEqual([true, true]);
    await state.write(change("old"));
    await connections[0]?.redis.del(`test:${key}`);
    expect([await state.lead(), await state.write(change("part"))]).toEqual([false, false]);
    expect([await state.lead(), await state.load()]).toEqual([true, new Map()]);
  });

  test("keeps plain data with dates for the next leader; null removes a field", async () => {
    const [one, two] = await pair();
    await one.lead();
    expect(await one.load()).toEqual(new Map());
    const stored = { at: new Date(), texts: ["ä"], none: null };
    expect(
      await one.write(
        new Map<string, unknown>([
          ["a", stored],
          ["b", 1],
        ]),
      ),
    ).toBe(true);
    expect(await one.write(new Map([["b", null]]))).toBe(true);
    await one.release();
    await two.lead();
    expect(await two.load()).toEqual(new Map([["a", stored]]));
  });

  test("is read in parts, each of which is a short command, however large it is", async () => {
    const state = await replica();
    await state.lead();
    const all = new Map(Array.from({ length: 2_500 }, (_, index) => [`field:${index}`, index]));
    await state.write(all);
    const [connection] = connections;
    if (connection === undefined) throw new Error("There is no connection.");
    const scan = vi.spyOn(connection.redis, "hscanBuffer");
    expect(await state.load()).toEqual(all);
    expect(scan.mock.calls.length).toBeGreaterThan(1);
  });

  test("rejects writes of a replica that does not lead, or not any more", async () => {
    const [one, two] = await pair();
    expect(await one.write(change(0))).toBe(false);
    await one.lead();
    await expect.poll(two.lead).toBe(true);
    expect(await one.write(change("late"))).toBe(false);
    expect(await two.write(change("new"))).toBe(true);
    expect(await two.load()).toEqual(change("new"));
  });

  test("has no leader while Redis is unreachable, and the same one after it is back", async () => {
    const server = await startRedisServer();
    const connection = createRedisConnection(server.url, "test:", pino({ level: "silent" }));
    connections.push(connection);
    await connection.connect();
    const state = createRedisLedState(connection, "test:x", clock, ttlMs);
    expect(await state.lead()).toBe(true);
    await server.stop();
    await expect.poll(state.lead).toBe(false);
    expect([state.isLeader(), await state.write(change(1)), await state.load()]).toEqual([
      false,
      false,
      null,
    ]);
    await server.restart();
    await expect.poll(state.lead, { timeout: 10_000 }).toBe(true);
    expect(await state.write(change(1))).toBe(true);
    await server.stop();
  });
});

import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisLocks } from "../../../src/cache/redis/lock.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

const lockMs = 400;

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("a Redis lock", () => {
  let redis: RedisServer;
  let replicas: readonly ReturnType<typeof createRedisConnection>[];
  beforeAll(async () => {
    redis = await startRedisServer();
    replicas = [1, 2].map(() => createRedisConnection(redis.url, "p:", pino({ level: "silent" })));
    await Promise.all(replicas.map((replica) => replica.connect()));
  });
  afterAll(async () => {
    for (const replica of replicas) replica.close();
    await redis.stop();
  });
  const locks = () => replicas.map((replica) => createRedisLocks(replica, lockMs));

  test("is held while the work runs and released as soon as it ends", async () => {
    const [one, two] = locks();
    const { promise: work, resolve: end } = Promise.withResolvers<string>();
    const working = one?.tryWithLock("p:k", () => work);
    const taken = async () => (await two?.tryWithLock("p:k", async () => "mine")) === null;
    await expect.poll(taken, { interval: 5 }).toBe(true);
    // Three times the lifetime of a lock that is not extended.
    for (const startedAt = performance.now(); performance.now() - startedAt < 3 * lockMs; ) {
      expect(await taken()).toBe(true);
    }
    end("done");
    expect(await working).toEqual({ result: "done" });
    expect(await two?.tryWithLock("p:k", async () => "mine")).toEqual({ result: "mine" });
  });

  /** Waits until the test ends. Returns what ends it, and the result of work that holds the lock meanwhile. */
  function hold(key: string, locksOfOne = locks()[0]) {
    const { promise: work, resolve: end } = Promise.withResolvers<string>();
    return { end, working: locksOfOne?.tryWithLock(key, () => work) };
  }
  const isTaken = async (key: string) => (await locks()[1]?.tryWithLock(key, async () => "mine")) === null;

  test("is extended again after an extension that Redis confirms late", async () => {
    const [connection] = replicas;
    if (connection === undefined) throw new Error("There is no connection.");
    let count = 0;
    /** Times out the first extension at once, although Redis executes it. */
    const run: RedisConnection["run"] = async (command) => {
      count += 1;
      const answer = command();
      if (count !== 2) return answer;
      answer.catch(() => {});
      return null;
    };
    const { end, working } = hold("p:extended", createRedisLocks({ ...connection, run }, lockMs));
    await expect.poll(() => isTaken("p:extended"), { interval: 5 }).toBe(true);
    for (const startedAt = performance.now(); performance.now() - startedAt < 3 * lockMs; ) {
      expect(await isTaken("p:extended")).toBe(true);
    }
    end("done");
    await working;
  });

  test("is released if Redis grants it after the timeout, and the work runs without it", async () => {
    const [connection] = replicas;
    if (connection === undefined) throw new Error("There is no connection.");
    const hourLong = createRedisLocks(connection, 3_600_000);
    const client = new Redis(redis.url);
    const setCalls = async () =>
      Number(/cmdstat_set:calls=(\d+)/.exec(await client.info("commandstats"))?.[1] ?? 0);
    const before = await setCalls();
    redis.freeze();
    expect(await hourLong.tryWithLock("p:late", async () => "done")).toEqual({ result: "done" });
    redis.thaw();
    await expect.poll(setCalls, { interval: 5 }).toBeGreaterThan(before);
    await expect.poll(() => isTaken("p:late")).toBe(false);
    client.disconnect();
    expect(await hourLong.tryWithLock("p:late", async () => "again")).toEqual({ result: "again" });
  });

  test("of another replica is neither extended nor released by a former holder", async () => {
    const client = new Redis(redis.url);
    const { end, working } = hold("p:lost");
    await expect.poll(() => client.exists("p:lost"), { interval: 5 }).toBe(1);
    await client.set("p:lost", "another replica", "PX", 1_000);
    const ttls: number[] = [];
    for (const startedAt = performance.now(); performance.now() - startedAt < 2 * lockMs; ) {
      ttls.push(await client.pttl("p:lost"));
    }
    expect(ttls).toEqual(ttls.toSorted((one, two) => two - one));
    end("done");
    expect(await working).toEqual({ result: "done" });
    expect(await client.get("p:lost")).toBe("another replica");
    client.disconnect();
  });

  test("is released when the work fails", async () => {
    const [one, two] = locks();
    await expect(one?.tryWithLock("p:f", () => Promise.reject(new Error("it failed")))).rejects.toThrow(
      "it failed",
    );
    expect(await two?.tryWithLock("p:f", async () => "mine")).toEqual({ result: "mine" });
  });
});

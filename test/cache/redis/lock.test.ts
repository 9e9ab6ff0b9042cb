import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisLocks } from "../../../src/cache/redis/lock.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

const lockMs = 200;

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

  describe("if Redis confirms a command after its timeout", () => {
    /** Times out the command with this number at once, although Redis executes it. */
    function givingUp(number: number, ttlMs: number) {
      const [connection] = replicas;
      if (connection === undefined) throw new Error("There is no connection.");
      let count = 0;
      const run: RedisConnection["run"] = async (command) => {
        count += 1;
        const answer = command();
        if (count !== number) return answer;
        answer.catch(() => {});
        return null;
      };
      return createRedisLocks({ ...connection, run }, ttlMs);
    }

    test("is extended again after a late extension", async () => {
      const [, two] = locks();
      const { promise: work, resolve: end } = Promise.withResolvers<void>();
      const working = givingUp(2, lockMs).tryWithLock("p:extended", () => work);
      const taken = async () => (await two?.tryWithLock("p:extended", async () => "mine")) === null;
      await expect.poll(taken, { interval: 5 }).toBe(true);
      for (const startedAt = performance.now(); performance.now() - startedAt < 3 * lockMs; ) {
        expect(await taken()).toBe(true);
      }
      end();
      await working;
    });

    test("is released after a late acquisition, and the work runs without it", async () => {
      const [, two] = locks();
      expect(await givingUp(1, 60_000).tryWithLock("p:late", async () => "done")).toEqual({ result: "done" });
      await expect.poll(() => two?.tryWithLock("p:late", async () => "mine")).toEqual({ result: "mine" });
    });
  });

  test("is released when the work fails", async () => {
    const [one, two] = locks();
    await expect(one?.tryWithLock("p:f", () => Promise.reject(new Error("it failed")))).rejects.toThrow(
      "it failed",
    );
    expect(await two?.tryWithLock("p:f", async () => "mine")).toEqual({ result: "mine" });
  });
});

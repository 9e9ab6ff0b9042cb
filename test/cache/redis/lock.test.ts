import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisLocks } from "../../../src/cache/redis/lock.js";
import type { RedisServer } from "../../support/redis-server.js";
import { redisProgram, startRedisServer } from "../../support/redis-server.js";

const lockMs = 200;

// They need a real server, which .ci/run installs; without one, test/support/redis-server.ts says that they do not run.
describe.skipIf(redisProgram === null)("a lock", () => {
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

  test("is held for as long as the work takes, and is free at once when it has ended", async () => {
    const [one, two] = locks();
    const { promise: work, resolve: end } = Promise.withResolvers<string>();
    const working = one?.tryWithLock("p:k", () => work);
    const taken = async () => (await two?.tryWithLock("p:k", async () => "mine")) === null;
    await expect.poll(taken, { interval: 5 }).toBe(true);
    // Three times as long as a lock lasts that nobody extends.
    for (const startedAt = performance.now(); performance.now() - startedAt < 3 * lockMs; ) {
      expect(await taken()).toBe(true);
    }
    end("done");
    expect(await working).toEqual({ result: "done" });
    expect(await two?.tryWithLock("p:k", async () => "mine")).toEqual({ result: "mine" });
  });

  describe("if Redis confirms a command after its time", () => {
    /** Gives up the command with this number at once; Redis carries it out all the same. */
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

    test("a lock is still extended after a late extension", async () => {
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

    test("a lock that nobody waits for any more is released, and the work is done without it", async () => {
      const [, two] = locks();
      expect(await givingUp(1, 60_000).tryWithLock("p:late", async () => "done")).toEqual({ result: "done" });
      await expect.poll(() => two?.tryWithLock("p:late", async () => "mine")).toEqual({ result: "mine" });
    });
  });

  test("is free when the work has failed", async () => {
    const [one, two] = locks();
    await expect(one?.tryWithLock("p:f", () => Promise.reject(new Error("it failed")))).rejects.toThrow(
      "it failed",
    );
    expect(await two?.tryWithLock("p:f", async () => "mine")).toEqual({ result: "mine" });
  });
});

import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { createRedisLocks } from "../../../src/cache/redis/lock.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, documentedRules, startRedisServer } from "../../support/redis-server.js";

const prefix = "maintenance-gateway:3:";
const commands = documentedRules.filter((rule) => rule.startsWith("+")).map((rule) => rule.slice(1));

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("a Redis user", () => {
  let redis: RedisServer;
  let admin: Redis;
  let connection: RedisConnection;
  let logs: Record<string, unknown>[];
  beforeAll(async () => {
    redis = await startRedisServer();
    admin = new Redis(redis.url);
  });
  afterEach(() => connection.close());
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });

  const allow = (...rules: readonly string[]) => admin.call("ACL", "SETUSER", "gateway", ...rules);

  /** Connects as a user with the documented permissions, changed by these rules. */
  async function connectAs(...rules: readonly string[]): Promise<void> {
    await allow("reset", ...documentedRules, ...rules);
    logs = [];
    const logger = pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) });
    const url = redis.url.replace("redis://", "redis://gateway:PASSWORD@");
    connection = createRedisConnection(url, prefix, logger);
    await connection.connect();
  }

  const warning = (missing: string) => ({
    level: 40,
    problem: "NOPERM",
    msg: `the shared cache is unavailable: this replica continues with its local cache. Allow the Redis user in REDIS_URL to ${missing}`,
  });

  test("with the documented permissions is enough", async () => {
    await connectAs();
    expect(logs).toEqual([]);
    expect(connection.isUnavailable()).toBe(false);
    expect(await admin.keys("*")).toEqual([]);
  });

  test.each(commands)(
    "without %s causes one warning at the start, which names the command",
    async (command) => {
      await connectAs(`-${command}`);
      expect(logs).toMatchObject([warning(`run ${command.toUpperCase()}`)]);
      expect(JSON.stringify(logs)).not.toContain("PASSWORD");
    },
  );

  test("without several commands causes one warning, which names all of them", async () => {
    await connectAs("-@scripting", "-@stream");
    expect(logs).toMatchObject([warning("run EVAL, XADD, XRANGE, XREAD")]);
  });

  test("without the gateway's keys causes a warning, which names the key prefix", async () => {
    await connectAs("resetkeys", "~other:*");
    expect(logs).toMatchObject([warning(`use the keys that begin with ${prefix}`)]);
  });

  test("uses Redis as soon as the command is allowed", async () => {
    await connectAs("-eval");
    await allow("+eval");
    await expect.poll(() => logs.at(-1)?.msg).toBe("the shared cache is back");
    expect(await connection.run(() => connection.redis.eval("return 1", 0))).toBe(1);
  });

  test("without EVAL gets no lock, which it could not release, and the work runs", async () => {
    await connectAs("-eval");
    const { tryWithLock } = createRedisLocks(connection);
    expect(await tryWithLock(`${prefix}lock:a`, async () => "done")).toEqual({ result: "done" });
    expect(await admin.keys("*")).toEqual([]);
  });
});

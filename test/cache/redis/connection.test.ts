import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { commandTimeoutMs } from "../../../src/cache/redis/constants.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("a Redis command", () => {
  let server: RedisServer;
  let connection: ReturnType<typeof createRedisConnection>;
  beforeEach(async () => {
    server = await startRedisServer();
    connection = createRedisConnection(server.url, "p:", pino({ level: "silent" }));
    await connection.connect();
  });
  afterEach(async () => {
    connection.close();
    await server.stop();
  });

  test("succeeds if the process was too busy to read the response in time", async () => {
    const answer = connection.run(() => connection.redis.ping());
    for (const startedAt = performance.now(); performance.now() - startedAt < 1.5 * commandTimeoutMs; );
    expect([await answer, connection.isUnavailable()]).toEqual(["PONG", false]);
  });

  test("fails if Redis does not respond in time, and marks Redis as unavailable", async () => {
    server.freeze();
    expect(await connection.run(() => connection.redis.ping())).toBeNull();
    expect(connection.isUnavailable()).toBe(true);
    expect(
      await connection.run(() => Promise.reject(new Error("This command must not be sent."))),
    ).toBeNull();
  });
});

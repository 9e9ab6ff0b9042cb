import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRedisConnection } from "../../../src/cache/redis/connection.js";
import { commandTimeoutMs } from "../../../src/cache/redis/constants.js";
import type { RedisServer } from "../../support/redis-server.js";
import { redisProgram, startRedisServer } from "../../support/redis-server.js";

// They need a real server, which .ci/run installs; without one, test/support/redis-server.ts says that they do not run.
describe.skipIf(redisProgram === null)("a command", () => {
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

  test("counts as answered if the process was too busy to read the answer in time", async () => {
    const answer = connection.run(() => connection.redis.ping());
    for (const startedAt = performance.now(); performance.now() - startedAt < 1.5 * commandTimeoutMs; );
    expect([await answer, connection.isUnavailable()]).toEqual(["PONG", false]);
  });

  test("that Redis does not answer in time fails, and Redis counts as unavailable", async () => {
    server.freeze();
    expect(await connection.run(() => connection.redis.ping())).toBeNull();
    expect(connection.isUnavailable()).toBe(true);
    expect(await connection.run(() => Promise.reject(new Error("It must not be sent.")))).toBeNull();
  });
});

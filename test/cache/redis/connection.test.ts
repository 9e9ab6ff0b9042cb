import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
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

  test.each([1.5, 5])("succeeds if the process was blocked for %d times the timeout", async (times) => {
    const answer = connection.run(() => connection.redis.ping());
    for (const startedAt = performance.now(); performance.now() - startedAt < times * commandTimeoutMs; );
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

  test("gets a new connection if the old one died silently", async () => {
    const links: Socket[] = [];
    // Forwards connections to Redis, as a network does.
    const network = createServer((near) => {
      const far = connect(Number(new URL(server.url).port), "127.0.0.1");
      links.push(near, far);
      near.pipe(far).pipe(near);
      for (const each of [near, far]) each.on("error", () => {});
    });
    await new Promise<void>((resolve) => network.listen(0, "127.0.0.1", resolve));
    const { port } = network.address() as AddressInfo;
    const distant = createRedisConnection(`redis://127.0.0.1:${port}`, "p:", pino({ level: "silent" }));
    await distant.connect();
    for (const link of links) link.unpipe().pause();
    expect(await distant.run(() => distant.redis.ping())).toBeNull();
    await expect.poll(() => distant.isUnavailable(), { timeout: 8_000 }).toBe(false);
    expect(await distant.run(() => distant.redis.ping())).toBe("PONG");
    distant.close();
    for (const link of links) link.destroy();
    network.close();
  });
});

import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { oneAttempt } from "../support/gateway.js";
import type { RedisServer } from "../support/redis-server.js";
import { redisProgram, startRedisServer } from "../support/redis-server.js";
import { send } from "../support/send.js";

interface Replica {
  readonly child: Child;
  readonly read: () => ReturnType<typeof send>;
}

const list = "{ maintenanceWindows { totalCount sources { state } } }";
const wholeList = {
  data: {
    maintenanceWindows: { totalCount: 15, sources: [{ state: "OK" }, { state: "OK" }, { state: "OK" }] },
  },
};

// They need a real server, which .ci/run installs; without one, test/support/redis-server.ts says that they do not run.
describe.skipIf(redisProgram === null)("gateway processes on one Redis", () => {
  let redis: RedisServer;
  let emulators: TestEmulators;
  let replicas: Replica[];

  beforeEach(async () => {
    [redis, emulators] = await Promise.all([startRedisServer(), startTestEmulators(() => new Date())]);
    replicas = [];
  });
  afterEach(async () => {
    for (const { child } of replicas) child.kill("SIGKILL");
    await Promise.all([...replicas.map(({ child }) => child.exit), redis.stop(), emulators.close()]);
  });

  async function startReplica(): Promise<Replica> {
    const child = startChild(process.execPath, ["dist/main.js"], {
      ...emulators.environment,
      PORT: "0",
      NODE_ENV: "production",
      SHUTDOWN_DELAY_MS: "0",
      REDIS_URL: redis.url,
      ...oneAttempt,
    });
    const [, address = ""] = await child.waitFor(/listening at (http:\/\/[0-9.:]+)/);
    const replica = { child, read: () => send(address, list) };
    replicas.push(replica);
    return replica;
  }

  /** Begins to read, and waits until Datadog is asked. */
  async function beginToRead(replica: Replica): Promise<void> {
    void replica.read().catch(() => {});
    await expect
      .poll(async () => (await emulators.datadog.counts()).ListMaintenanceWindows, {
        interval: 5,
      })
      .toBe(1);
  }

  test("one that dies in the middle of a reading does not keep the other from it", async () => {
    const [one, two] = await Promise.all([startReplica(), startReplica()]);
    await emulators.datadog.fault("ListMaintenanceWindows", { hang: true }, 1);
    await beginToRead(one);
    one.child.kill("SIGKILL");
    expect(await two.read()).toEqual(wholeList);
  });

  test("one that ends in the middle of a reading leaves the lock", async () => {
    const one = await startReplica();
    await emulators.datadog.fault("*", { hang: true });
    await beginToRead(one);
    const client = new Redis(redis.url);
    const locks = () => client.keys("*lock:datadog*");
    expect(await locks()).toHaveLength(1);
    one.child.kill("SIGTERM");
    expect(await one.child.exit).toBe(0);
    expect(await locks()).toEqual([]);
    client.disconnect();
  });

  test("one starts without the Redis that it is to use, warns, and ends at once", async () => {
    await redis.stop();
    const replica = await startReplica();
    await replica.child.waitFor(/the shared cache is away/);
    expect(await replica.read()).toEqual(wholeList);
    const startedAt = performance.now();
    replica.child.kill("SIGTERM");
    expect(await replica.child.exit).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const other = await startReplica();
    await redis.restart();
    await other.child.waitFor(/the shared cache is back/);
    expect(replica.child.errors() + other.child.errors()).toBe("");
    expect(replica.child.output() + other.child.output()).not.toContain("redis://");
  });
});

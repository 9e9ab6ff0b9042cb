import { Redis } from "ioredis";
import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { startTestEmulators } from "../support/emulators.js";
import { oneAttempt } from "../support/gateway.js";
import { describeWithRedis, startRedisServer } from "../support/redis-server.js";
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

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("replicas that share a Redis", { concurrent: true }, () => {
  /** Starts the Redis and the emulators of one test, so that all tests run concurrently. Most of their time, they wait. */
  async function shared({ onTestFinished, expect }: TestContext) {
    const [redis, emulators] = await Promise.all([startRedisServer(), startTestEmulators(() => new Date())]);
    const replicas: Replica[] = [];
    onTestFinished(async () => {
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

    /** Starts a read and waits until Datadog is called. */
    async function beginToRead(replica: Replica): Promise<void> {
      void replica.read().catch(() => {});
      await expect
        .poll(async () => (await emulators.datadog.counts()).ListMaintenanceWindows, {
          interval: 5,
        })
        .toBe(1);
    }
    return { redis, emulators, startReplica, beginToRead };
  }

  test("a replica that is killed during a read does not block the other", async (context) => {
    const { emulators, startReplica, beginToRead } = await shared(context);
    const [one, two] = await Promise.all([startReplica(), startReplica()]);
    await emulators.datadog.fault("ListMaintenanceWindows", { hang: true }, 1);
    await beginToRead(one);
    one.child.kill("SIGKILL");
    expect(await two.read()).toEqual(wholeList);
  });

  test("a replica that stops during a read releases the lock", async (context) => {
    const { redis, emulators, startReplica, beginToRead } = await shared(context);
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

  test("a replica starts and stops without its Redis, and logs a warning", async (context) => {
    const { redis, startReplica } = await shared(context);
    await redis.stop();
    const replica = await startReplica();
    await replica.child.waitFor(/the shared cache is unavailable/);
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

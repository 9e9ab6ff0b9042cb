import { Redis } from "ioredis";
import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import { formatVersion } from "../../src/cache/redis/constants.js";
import type { TestGateway } from "../support/gateway.js";
import { describeWithRedis } from "../support/redis-server.js";
import type { ReplicaSet } from "../support/replicas.js";
import { createReplicaSet } from "../support/replicas.js";

const list = "{ maintenanceWindows { totalCount } }";

async function read({ query }: TestGateway) {
  const { data, errors } = await query(list);
  expect(errors).toBeUndefined();
  return data.maintenanceWindows;
}

/** Starts the Redis and the emulators of one test, so that all tests run concurrently. Most of their time, they wait. */
async function replicasFor({ onTestFinished }: TestContext): Promise<ReplicaSet> {
  const replicas = await createReplicaSet({
    INVENTORY_MAX_AGE_SECONDS: "30",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "30",
    INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "300",
  });
  onTestFinished(() => replicas.stop());
  return replicas;
}

const logged = ({ logs }: TestGateway, message: string) =>
  logs.filter(({ msg }) => String(msg).includes(message));
const toLog = ({ expect }: TestContext, replica: TestGateway, message: string) =>
  expect.poll(() => logged(replica, message)).not.toEqual([]);
/** Waits in real time: the gateway's repeated Redis commands do not follow the clock of the test. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1_100));

// These tests need a real Redis server, which .ci/run installs. Without one, they are skipped and
// test/support/redis-server.ts prints a notice.
describeWithRedis("a faulty Redis", { concurrent: true }, () => {
  test("a Redis that rejects writes is logged once", async (context) => {
    const replicas = await replicasFor(context);
    const one = await replicas.startReplica({
      INVENTORY_MAX_AGE_SECONDS: "0",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    });
    await read(one);
    const client = new Redis(replicas.redis.url);
    await client.config("SET", "maxmemory", "1");
    for (let round = 0; round < 4; round++) {
      expect((await read(one)).totalCount).toBe(15);
      await aSecond();
    }
    expect(logged(one, "the shared cache is")).toHaveLength(1);
    expect(logged(one, "the shared cache is")).toMatchObject([{ problem: "OOM" }]);
    client.disconnect();
  });

  test("a gateway starts even if Redis hangs", async (context) => {
    const replicas = await replicasFor(context);
    replicas.redis.freeze();
    const replica = await replicas.startReplica();
    expect((await read(replica)).totalCount).toBe(15);
    replicas.redis.thaw();
    await toLog(context, replica, "the shared cache is back");
  });

  test("a journal that cannot be read is logged once and not polled in a tight loop", async (context) => {
    const replicas = await replicasFor(context);
    const one = await replicas.startReplica();
    const client = new Redis(replicas.redis.url);
    await client.set(`maintenance-gateway:${formatVersion}:writes`, "not a stream");
    await toLog(context, one, "cannot follow the writes of other replicas");
    const before = Number(/cmdstat_xread:calls=(\d+)/.exec(await client.info("commandstats"))?.[1]);
    expect((await read(one)).totalCount).toBe(15);
    await aSecond();
    const after = Number(/cmdstat_xread:calls=(\d+)/.exec(await client.info("commandstats"))?.[1]);
    expect(after - before).toBeLessThan(5);
    expect(logged(one, "cannot follow the writes")).toHaveLength(1);
    client.disconnect();
  });
});

import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { formatVersion } from "../../src/cache/redis/constants.js";
import type { TestGateway } from "../support/gateway.js";
import { moveInConsole, notify, refreshToken } from "../support/notices.js";
import { describeWithRedis } from "../support/redis-server.js";
import type { ReplicaSet } from "../support/replicas.js";
import { createReplicaSet } from "../support/replicas.js";

const orders = { source: "aws-eu-central-1", application: "orders-enrichment" };

describeWithRedis("two replicas on one Redis", () => {
  let replicas: ReplicaSet;
  beforeEach(async () => {
    replicas = await createReplicaSet({
      AWS_REGIONS: "eu-central-1",
      REFRESH_TOKEN: refreshToken,
      INVENTORY_MAX_AGE_SECONDS: "3600",
      INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "3600",
    });
  });
  afterEach(() => replicas.stop());

  const both = () => Promise.all([replicas.startReplica(), replicas.startReplica()]);
  async function startOf({ query }: TestGateway, name = "orders-enrichment") {
    const { data } = await query(
      `{ maintenanceWindows(filter: { search: "${name}" }) { nodes { ... on FlinkMaintenanceWindow { startTime } } } }`,
    );
    return data.maintenanceWindows.nodes[0]?.startTime;
  }
  const calls = async () => {
    const { ListApplications, DescribeApplication } = await replicas.emulators.flink.counts();
    return { ListApplications, DescribeApplication };
  };
  const first = { ListApplications: 1, DescribeApplication: 7 };
  const move = (startTime: string, name = "orders-enrichment") =>
    moveInConsole(replicas.emulators.flink, name, startTime);

  /** Starts two replicas that have read the application, and then moves its window in AWS. */
  async function bothBeforeMove() {
    const [one, two] = await both();
    expect([await startOf(one), await startOf(two)]).toEqual(["06:00", "06:00"]);
    await move("01:15");
    return [one, two] as const;
  }

  test("a notice to one of them changes both, with one call", async () => {
    const [one, two] = await both();
    expect([await startOf(one), await startOf(two)]).toEqual(["06:00", "06:00"]);
    expect(await calls()).toEqual(first);
    for (const [round, receiver] of [one, two, one].entries()) {
      const startTime = `01:0${round}`;
      await move(startTime);
      await notify(receiver, orders);
      expect(await startOf(receiver)).toBe(startTime);
      for (const replica of [one, two])
        await expect.poll(() => startOf(replica), { interval: 5 }).toBe(startTime);
    }
    expect(await calls()).toEqual({ ...first, DescribeApplication: 10 });
  });

  test("the result of a later notice wins over that of an earlier one that takes longer", async () => {
    const [one, two] = await both();
    expect([await startOf(one), await startOf(two)]).toEqual(["06:00", "06:00"]);
    const before = {
      ApplicationMaintenanceWindowStartTime: "06:00",
      ApplicationMaintenanceWindowEndTime: "14:00",
    };
    const late = {
      latencyMs: 400,
      merge: { "orders-enrichment": { ApplicationMaintenanceConfigurationDescription: before } },
    };
    await replicas.emulators.flink.fault("DescribeApplication", late, 1);
    await notify(one, orders);
    await expect.poll(calls, { interval: 5 }).toMatchObject({ DescribeApplication: 8 });
    await move("01:15");
    await notify(two, orders);
    expect(await startOf(two)).toBe("01:15");
    await expect.poll(() => startOf(one), { interval: 5 }).toBe("01:15");
    const redis = new Redis(replicas.redis.url);
    const published = () => redis.xlen(`maintenance-gateway:${formatVersion}:writes`);
    await expect.poll(published, { interval: 5 }).toBe(4);
    redis.disconnect();
    // What is published later arrives later.
    await move("02:22", "payments-fraud");
    await notify(one, { ...orders, application: "payments-fraud" });
    for (const replica of [one, two])
      await expect.poll(() => startOf(replica, "payments-fraud"), { interval: 5 }).toBe("02:22");
    expect([await startOf(one), await startOf(two)]).toEqual(["01:15", "01:15"]);
    expect(await calls()).toEqual({ ...first, DescribeApplication: 10 });
  });

  test("if the notified replica cannot read the item, the other one reads it", async () => {
    const [one, two] = await bothBeforeMove();
    await replicas.emulators.flink.fault("DescribeApplication", { status: 503 }, 1);
    await notify(one, orders);
    await expect.poll(calls, { interval: 5 }).toMatchObject({ DescribeApplication: 8 });
    replicas.clock.passSeconds(5);
    await expect.poll(() => startOf(two), { interval: 5 }).toBe("01:15");
    expect(await calls()).toEqual({ ListApplications: 2, DescribeApplication: 9 });
    // The first one takes over that result.
    expect(await startOf(one)).toBe("01:15");
    expect((await calls()).ListApplications).toBeLessThanOrEqual(3);
  });

  test("if the notified replica cannot read the item, a list of another one does not take it from its cache", async () => {
    const [one, two] = await bothBeforeMove();
    await replicas.emulators.flink.fault("DescribeApplication", { status: 503 }, 1);
    await notify(one, orders);
    await expect.poll(calls, { interval: 5 }).toMatchObject({ DescribeApplication: 8 });
    await notify(two, { source: "aws-eu-central-1" });
    expect(await startOf(two)).toBe("01:15");
    expect(await calls()).toEqual({ ListApplications: 2, DescribeApplication: 9 });
  });

  test("a shutdown waits for the read, and publishes its result", async () => {
    const [one, two] = await bothBeforeMove();
    await replicas.emulators.flink.fault("DescribeApplication", { latencyMs: 200 }, 1);
    await notify(one, orders);
    await expect.poll(calls, { interval: 5 }).toMatchObject({ DescribeApplication: 8 });
    await one.stop();
    await expect.poll(() => startOf(two), { interval: 5 }).toBe("01:15");
    expect(await calls()).toEqual({ ...first, DescribeApplication: 8 });
  });

  test("a replica that has read nothing itself reads what the others show", async () => {
    const [one, two] = await both();
    expect(await startOf(one)).toBe("06:00");
    await move("01:15");
    await notify(two, orders);
    await expect.poll(() => startOf(one), { interval: 5 }).toBe("01:15");
    expect(await startOf(two)).toBe("01:15");
    expect(await calls()).toEqual({ ...first, DescribeApplication: 8 });
  });

  test("a listed source reaches the other replica without another list", async () => {
    const [one, two] = await both();
    expect([await startOf(one), await startOf(two)]).toEqual(["06:00", "06:00"]);
    await replicas.emulators.flink.seed({ applications: 1, region: "eu-central-1" });
    await notify(one, { source: "aws-eu-central-1" });
    expect(await startOf(one, "load-00001")).toBe("01:00");
    replicas.clock.passSeconds(5);
    await expect.poll(() => startOf(two, "load-00001"), { interval: 5 }).toBe("01:00");
    expect(await calls()).toEqual({ ListApplications: 2, DescribeApplication: 8 });
  });
});

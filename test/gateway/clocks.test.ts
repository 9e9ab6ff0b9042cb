import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { describeWithRedis } from "../support/redis-server.js";
import type { ReplicaSet } from "../support/replicas.js";
import { createReplicaSet } from "../support/replicas.js";

const hour = 3_600;
const list = "{ maintenanceWindows { totalCount sources { state fetchedAt } } }";
const history =
  '{ flinkApplication(arn: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment") { maintenanceHistory { startedAt } } }';
const freshness = {
  AWS_REGIONS: "eu-central-1",
  INVENTORY_MAX_AGE_SECONDS: "30",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  INVENTORY_STALE_IF_ERROR_SECONDS: "600",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "300",
};

interface Source {
  readonly state: string;
  readonly fetchedAt: string;
}

async function sourcesOf({ query }: Pick<TestGateway, "query">): Promise<readonly Source[]> {
  const { data, errors } = await query(list);
  expect(errors).toBeUndefined();
  return data.maintenanceWindows.sources;
}

describe("a gateway whose clock is set back by an hour", () => {
  let clock: ReturnType<typeof movableClock>;
  let gateway: TestGateway;
  beforeEach(async () => {
    clock = movableClock();
    gateway = await startTestGateway(freshness, clock.now);
  });
  afterEach(() => gateway.stop());

  const lists = async () => (await gateway.flink.counts()).ListApplications;
  const calls = async () => [await gateway.flink.counts(), await gateway.datadog.counts()];

  test("reads its sources again when they are as old as configured", async () => {
    await sourcesOf(gateway);
    clock.passSeconds(-hour);
    await sourcesOf(gateway);
    expect(await lists()).toBe(1);
    clock.passSeconds(30);
    // The same query again: a cached response must not be sent either.
    await sourcesOf(gateway);
    expect(await lists()).toBe(2);
    expect((await sourcesOf(gateway))[0]?.fetchedAt).toBe("2026-11-22T11:00:30.000Z");
  });

  test("reads single applications and histories again", async () => {
    await gateway.query(history);
    const before = await calls();
    clock.passSeconds(-hour);
    await gateway.query(history);
    expect(await calls()).toEqual(before);
    clock.passSeconds(30);
    await gateway.query(history);
    const { DescribeApplication, ListApplicationOperations } = await gateway.flink.counts();
    expect([DescribeApplication, ListApplicationOperations]).toEqual([2, 2]);
  });

  test("describes applications again when their descriptions are as old as configured", async () => {
    await sourcesOf(gateway);
    clock.passSeconds(-hour);
    await sourcesOf(gateway);
    clock.passSeconds(300);
    await sourcesOf(gateway);
    expect(await gateway.flink.counts()).toMatchObject({ ListApplications: 2, DescribeApplication: 14 });
  });

  test("stops showing the last good data of a failing source", async () => {
    await sourcesOf(gateway);
    await gateway.datadog.fault("*", { status: 503 });
    clock.passSeconds(-hour);
    await sourcesOf(gateway);
    clock.passSeconds(31);
    expect((await sourcesOf(gateway)).map(({ state }) => state)).toEqual(["OK", "STALE"]);
    clock.passSeconds(600);
    expect((await sourcesOf(gateway)).map(({ state }) => state)).toEqual(["OK", "FAILED"]);
  });

  test("tells HTTP caches how long the data stays fresh", async () => {
    const maxAge = async () => {
      const response = await fetch(`${gateway.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query: "{ maintenanceNow { verdict } }" }),
      });
      return response.headers.get("cache-control");
    };
    const calendar = async () =>
      (await fetch(`${gateway.address}/calendar.ics`)).headers.get("cache-control");
    expect([await maxAge(), await maxAge()]).toEqual(["max-age=30, public", "max-age=30, public"]);
    clock.passSeconds(-hour);
    expect([await maxAge(), await calendar()]).toEqual(["max-age=30, public", "private, max-age=30"]);
    clock.passSeconds(10);
    expect([await maxAge(), await calendar()]).toEqual(["max-age=20, public", "private, max-age=20"]);
  });

  test("shows the statuses of the corrected time", async () => {
    const open = "{ maintenanceNow { windows { ... on ScheduledWindow { id } } } }";
    const openAt = (at: string) =>
      `{ maintenanceNow(at: "${at}") { windows { ... on ScheduledWindow { id } } } }`;
    await gateway.query(open);
    for (const seconds of [-hour, 7 * hour]) {
      clock.passSeconds(seconds);
      const expected = await gateway.query(openAt(clock.now().toISOString()));
      expect((await gateway.query(open)).data).toEqual(expected.data);
    }
  });
});

test("after a sleep, data counts as old", async () => {
  const clock = movableClock();
  const gateway = await startTestGateway(freshness, clock.now);
  await sourcesOf(gateway);
  clock.passSeconds(8 * hour);
  await sourcesOf(gateway);
  expect((await gateway.flink.counts()).ListApplications).toBe(2);
  await gateway.stop();
});

// These tests need a real Redis server. Without one, they are skipped and test/support/redis-server.ts prints a notice.
describeWithRedis("replicas with different clocks", () => {
  const aheadSeconds = 120;
  let replicas: ReplicaSet;
  beforeEach(async () => {
    replicas = await createReplicaSet(freshness);
  });
  afterEach(() => replicas.stop());

  const lists = async () => (await replicas.emulators.datadog.counts()).ListMaintenanceWindows;
  const movable = (seconds = 0) => movableClock(new Date(now.getTime() + seconds * 1_000));

  test.each([aheadSeconds, -aheadSeconds])(
    "a read of a replica whose clock is %i seconds off is as old for the others as it is",
    async (seconds) => {
      await sourcesOf(await replicas.startReplica({}, movable(seconds).now));
      const clock = movable();
      const one = await replicas.startReplica({}, clock.now);
      const [first] = await sourcesOf(one);
      expect(await lists()).toBe(1);
      // By this replica's clock. Redis measures the few milliseconds since the read.
      expect(Date.parse(first?.fetchedAt ?? "")).toBeGreaterThan(now.getTime() - 2_000);
      expect(Date.parse(first?.fetchedAt ?? "")).toBeLessThanOrEqual(now.getTime());
      clock.passSeconds(20);
      await replicas.redis.passSeconds(20);
      expect((await sourcesOf(one))[0]).toEqual(first);
      const two = await replicas.startReplica({}, clock.now);
      const [second] = await sourcesOf(two);
      expect(Math.abs(Date.parse(second?.fetchedAt ?? "") - Date.parse(first?.fetchedAt ?? ""))).toBeLessThan(
        2_000,
      );
      expect(await lists()).toBe(1);
      clock.passSeconds(11);
      await replicas.redis.passSeconds(11);
      await sourcesOf(await replicas.startReplica({}, clock.now));
      expect(await lists()).toBe(2);
    },
  );

  test("replicas with the same time show the same time of a read", async () => {
    const clock = movable();
    const sources = await sourcesOf(await replicas.startReplica({}, clock.now));
    clock.passSeconds(20);
    await replicas.redis.passSeconds(20);
    expect(await sourcesOf(await replicas.startReplica({}, clock.now))).toEqual(sources);
  });

  test("a description of a replica whose clock is ahead expires as configured", async () => {
    await sourcesOf(await replicas.startReplica({}, movable(aheadSeconds).now));
    const clock = movable();
    const one = await replicas.startReplica({}, clock.now);
    await sourcesOf(one);
    clock.passSeconds(290);
    await sourcesOf(one);
    expect((await replicas.emulators.flink.counts()).DescribeApplication).toBe(7);
    clock.passSeconds(31);
    await sourcesOf(one);
    expect((await replicas.emulators.flink.counts()).DescribeApplication).toBe(14);
  });

  test("a snapshot that Redis's clock, set back, makes a read of the future is not used", async () => {
    await sourcesOf(await replicas.startReplica({}, movable().now));
    await replicas.redis.passSeconds(-60);
    await sourcesOf(await replicas.startReplica({}, movable().now));
    expect(await lists()).toBe(2);
  });

  test("a clock that differs from that of Redis is logged when that begins and ends, and is shown", async () => {
    let aheadMs = 0;
    // Reads its sources for each query, and measures the difference each time.
    const environment = { METRICS_PORT: "0", INVENTORY_MAX_AGE_SECONDS: "0" };
    const replica = await replicas.startReplica(environment, () => new Date(Date.now() + aheadMs));
    const shown: { readonly ready: number; readonly metric: number; readonly logged: readonly unknown[] }[] =
      [];
    for (const ms of [0, 1_500, 3_000, 3_000, 1_500, 500, -3_000]) {
      aheadMs = ms;
      await sourcesOf(replica);
      const ready = await fetch(`${replica.address}/readyz`);
      const metrics = await (await fetch(`${replica.metricsAddress}/metrics`)).text();
      shown.push({
        ready: ((await ready.json()) as { clockSkewSeconds: number }).clockSkewSeconds,
        metric: Number(/^maintenance_gateway_clock_skew_seconds (.+)$/m.exec(metrics)?.[1]),
        logged: replica.logs.filter(({ skewSeconds }) => skewSeconds !== undefined).map(({ level }) => level),
      });
      expect(ready.status).toBe(200);
    }
    const [warn, info] = [40, 30];
    const logged = [[], [], [warn], [warn], [warn], [warn, info], [warn, info, warn]];
    for (const [index, seconds] of [0, 1.5, 3, 3, 1.5, 0.5, -3].entries()) {
      expect(shown[index]?.logged).toEqual(logged[index]);
      expect(shown[index]?.ready).toBeCloseTo(seconds, 0);
      expect(shown[index]?.metric).toBe(shown[index]?.ready);
    }
  });

  test("the difference of the clocks is measured at the start, and hidden from callers that may not see the sources", async () => {
    const ahead = () => new Date(Date.now() + 60_000);
    const replica = await replicas.startReplica({}, ahead);
    const messages = () => replica.logs.map(({ msg }) => String(msg));
    await expect.poll(messages).toContainEqual(expect.stringContaining("clock differs from that of Redis"));
    const router = { AUTHENTICATION: "router", ROUTER_SECRET: "r".repeat(32) };
    const { address } = await replicas.startReplica(router, ahead);
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ status: "ok" });
  });

  test("a replica whose clock is set back still takes over what another replica read later", async () => {
    const [behind, clock] = [movable(), movable()];
    const one = await replicas.startReplica({}, behind.now);
    const two = await replicas.startReplica({}, clock.now);
    await sourcesOf(one);
    await sourcesOf(two);
    for (const each of [behind, clock]) each.passSeconds(31);
    await replicas.redis.passSeconds(31);
    await sourcesOf(two);
    expect(await lists()).toBe(2);
    behind.passSeconds(-hour);
    await sourcesOf(one);
    expect(await lists()).toBe(2);
  });
});

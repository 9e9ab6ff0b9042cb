import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";
import type { RedisServer } from "../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../support/redis-server.js";

// These tests need a real Redis server, which .ci/run installs. Without one, they are skipped and
// test/support/redis-server.ts prints a notice.
describeWithRedis("writes through two replicas on one Redis", () => {
  let redis: RedisServer;
  let one: TestGateway;
  let two: TestGateway;

  const startReplica = (environment: Readonly<Record<string, string>> = {}) =>
    startTestGateway({
      REDIS_URL: redis.url,
      UPSTREAM_TIMEOUT_MS: "1000",
      REQUEST_TIMEOUT_MS: "4000",
      ...environment,
    });

  beforeEach(async () => {
    redis = await startRedisServer();
    one = await startReplica();
    two = await startReplica(one.environment);
    // Import Datadog's client before the tests: the first import is slow.
    await one.query("{ maintenanceWindows { totalCount } }");
    await one.datadog.reset();
    await one.flink.reset();
  });
  afterEach(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await redis.stop();
  });

  const create = (replica: TestGateway, given: Record<string, unknown> = {}) =>
    mutate(replica, "createDatadogMaintenanceWindow", { ...newWindow, idempotencyKey: "key-1", ...given });
  const sentCount = async () => (await one.datadog.counts()).CreateMaintenanceWindow ?? 0;

  describe("an idempotency key", () => {
    test("creates one window if both replicas use it at the same time", async () => {
      await one.datadog.fault("CreateMaintenanceWindow", { latencyMs: 200 }, 1);
      const results = await Promise.all([create(one), create(two), create(one), create(two)]);
      expect(new Set(results.map(({ window }) => window.id)).size).toBe(1);
      expect(await sentCount()).toBe(1);
      expect(await create(two)).toEqual(results[0]);
    });

    test("is known to the other replica, which rejects it for a different input", async () => {
      const first = await create(one);
      expect(await create(two, { name: "Another" })).toMatchObject({
        reason: "IDEMPOTENCY_KEY_REUSED",
        current: { id: first.window.id },
      });
    });

    test("outlives the replica that used it", async () => {
      const first = await create(two);
      await two.stop();
      two = await startReplica(one.environment);
      expect((await create(two)).window.id).toBe(first.window.id);
      expect(await sentCount()).toBe(1);
    });

    test("finds the window in one replica after a lost response in the other", async () => {
      await one.datadog.fault("CreateMaintenanceWindow", { hang: true, carriedOut: true }, 1);
      await one.datadog.fault("ListMaintenanceWindows", {}, 1);
      await one.datadog.fault("ListMaintenanceWindows", { status: 503 }, 1);
      expect(await create(one)).toMatchObject({ outcomeUnknown: true });
      expect(await create(two)).toMatchObject({ outcome: "CREATED" });
      expect(await sentCount()).toBe(1);
    });

    test("is free in both replicas after one frees it", async () => {
      await one.datadog.fault("CreateMaintenanceWindow", { status: 403 }, 1);
      expect(await create(one)).toMatchObject({ __typename: "AccessError" });
      expect(await create(two, { name: "Another" })).toMatchObject({ outcome: "CREATED" });
    });

    test("is taken over from a dead replica once its call has surely ended, and creates no second window", async () => {
      const dead = await startReplica(one.environment);
      await one.datadog.fault("CreateMaintenanceWindow", { hang: true, carriedOut: true }, 1);
      const dying = create(dead);
      await expect.poll(sentCount, { interval: 5 }).toBe(1);
      // Redis never learns how the call ended.
      redis.freeze();
      await dying;
      await dead.stop();
      redis.thaw();
      const hasShortDeadline = {
        query: (document: string, variables?: Record<string, unknown>) =>
          two.query(document, variables, { "x-request-timeout-ms": "200" }),
      };
      const early = await mutate(hasShortDeadline, "createDatadogMaintenanceWindow", {
        ...newWindow,
        idempotencyKey: "key-1",
      });
      expect(early).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
      await expect.poll(async () => (await create(two)).outcome, { interval: 200 }).toBe("CREATED");
      expect(await sentCount()).toBe(1);
    });

    test("cannot be checked without Redis, so nothing is sent and the error says so", async () => {
      await redis.stop();
      const [result] = await Promise.all([create(one), create(two)]);
      expect(result).toMatchObject({
        __typename: "UpstreamError",
        code: "UNAVAILABLE",
        provider: null,
        retryable: true,
        outcomeUnknown: false,
        message: expect.stringContaining("Nothing was sent"),
      });
      expect(await sentCount()).toBe(0);
      await redis.restart();
      await expect
        .poll(async () => (await create(one)).outcome, { interval: 100, timeout: 15_000 })
        .toBe("CREATED");
      expect(await sentCount()).toBe(1);
    });
  });

  describe("writes to one window", () => {
    test("succeed for only one of two callers with the same revision at two replicas", async () => {
      const { data } = await one.query(
        `{ maintenanceWindow(id: "flink:${arnOf("orders-enrichment")}") { ... on ScheduledWindow { revision } } }`,
      );
      const ifRevision = data.maintenanceWindow.revision;
      const move = (replica: TestGateway, startTime: string) =>
        mutate(replica, "updateFlinkMaintenanceWindow", {
          id: arnOf("orders-enrichment"),
          startTime,
          ifRevision,
        });
      const results = await Promise.all([move(one, "01:00"), move(two, "02:00")]);
      const won = results.filter(({ outcome }) => outcome === "UPDATED");
      const lost = results.filter(({ reason }) => reason === "STALE_REVISION");
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(lost[0].current.revision).toBe(won[0].window.revision);
    });

    test("are all applied if two replicas extend it at the same time", async () => {
      const extend = (replica: TestGateway) =>
        mutate(replica, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" });
      const results = await Promise.all([extend(one), extend(two), extend(one), extend(two)]);
      const ends = results.map(({ window }) => window.endsAt).sort();
      expect(ends).toEqual([15, 16, 17, 18].map((hour) => `2026-11-22T${hour}:00:00.000Z`));
    });

    test("continue without Redis, with each replica on its own", async () => {
      await redis.stop();
      expect(await mutate(one, "endDatadogMaintenanceWindow", { id: datadogId(2) })).toMatchObject({
        outcome: "UPDATED",
      });
      expect(await create(two, { idempotencyKey: null })).toMatchObject({ outcome: "CREATED" });
    });
  });
});

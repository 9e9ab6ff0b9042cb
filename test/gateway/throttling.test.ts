import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { datadogId, mutate } from "../support/mutations.js";

const list = `{
  maintenanceWindows(first: 1) {
    totalCount
    sources { source { id } state error { __typename code message retryable } }
  }
}`;

// Importing Datadog's client takes longer than the short timeouts in these tests.
beforeAll(() => loadSdk(pino({ level: "silent" })));

describe("five Flink sources, one throttled, and two Datadog sources, one hanging", () => {
  const deadlineMs = 4_000;
  /** More applications than can be described within the deadline. */
  const throttledCount = 40;
  const regions = ["eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3"];
  let throttled: TestEmulators;
  let hanging: TestEmulators;
  let gateway: TestGateway;

  beforeAll(async () => {
    [throttled, hanging] = await Promise.all([startTestEmulators(() => now), startTestEmulators(() => now)]);
    // The sources need the emulators' addresses, so the emulators start before the gateway.
    const healthy = await startTestEmulators(() => now);
    gateway = await startTestGateway({
      ...sourceFile([
        ...regions.map((region) => ({
          id: region,
          provider: "AWS_FLINK",
          region,
          endpoint: healthy.flink.url,
        })),
        { id: "slow", provider: "AWS_FLINK", region: "ap-south-1", endpoint: throttled.flink.url },
        { id: "whole", provider: "DATADOG", endpoint: healthy.datadog.url },
        { id: "silent", provider: "DATADOG", endpoint: hanging.datadog.url },
      ]),
      REQUEST_TIMEOUT_MS: String(deadlineMs),
      UPSTREAM_TIMEOUT_MS: "2500",
      INVENTORY_MAX_AGE_SECONDS: "30",
    });
    for (const region of regions) await healthy.flink.seed({ applications: 60, region });
    await throttled.flink.seed({ applications: throttledCount, region: "ap-south-1" });
    await throttled.flink.fault("*", { perSecond: 5 });
    await hanging.datadog.fault("*", { hang: true });
    closeHealthy = healthy.close;
  });
  let closeHealthy: () => Promise<void>;
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([throttled.close(), hanging.close(), closeHealthy()]);
  });

  test("a read returns within its deadline with all sources, except for two that it reports as failed", async () => {
    const startedAt = performance.now();
    const { data, errors } = await gateway.query(list);
    expect(performance.now() - startedAt).toBeLessThan(deadlineMs);
    expect(errors).toBeUndefined();
    const { totalCount, sources } = data.maintenanceWindows;
    expect(totalCount).toBe(4 * 60 + 5);
    const named = sources.map(({ source, state, error }: never) => [
      (source as { id: string }).id,
      state,
      (error as { code: string } | null)?.code ?? null,
    ]);
    expect(named).toEqual([
      ...regions.map((region) => [region, "OK", null]),
      ["slow", "FAILED", "RESOURCE_EXHAUSTED"],
      ["whole", "OK", null],
      ["silent", "FAILED", "DEADLINE_EXCEEDED"],
    ]);
  });

  test("background reads of the throttled source continue until it is listed completely", async () => {
    const slow = `{ maintenanceWindows(filter: { sources: ["slow"] }) { totalCount sources { state error { code } } } }`;
    await expect
      .poll(async () => (await gateway.query(slow)).data.maintenanceWindows, {
        timeout: 20_000,
        interval: 100,
      })
      .toEqual({ totalCount: throttledCount, sources: [{ state: "OK", error: null }] });
    const counts = await throttled.flink.counts();
    // Each application is described once. Throttled calls are retried, but without a retry storm.
    expect(counts.DescribeApplication).toBeGreaterThanOrEqual(throttledCount);
    expect(counts.DescribeApplication).toBeLessThan(2.5 * throttledCount);
  });
});

describe("one throttled source", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ AWS_REGIONS: "ap-south-1", REQUEST_TIMEOUT_MS: "8000" });
  });
  afterEach(() => gateway.stop());

  test("is read more slowly, but does not fail while time is left", async () => {
    await gateway.flink.seed({ applications: 12, region: "ap-south-1" });
    await gateway.flink.fault("*", { perSecond: 10 });
    const { data } = await gateway.query(list);
    expect(data.maintenanceWindows.totalCount).toBe(17);
    expect(data.maintenanceWindows.sources.map(({ state }: { state: string }) => state)).toEqual([
      "OK",
      "OK",
    ]);
    expect(gateway.logs.filter(({ msg }) => msg === "upstream call failed")).toEqual([]);
    expect(
      gateway.logs.filter(({ msg }) => msg === "upstream throttles: slowing down").length,
    ).toBeGreaterThan(0);
  });

  test("is retried after Datadog's requested wait, if the deadline allows it", async () => {
    await gateway.datadog.fault(
      "ListMaintenanceWindows",
      { status: 429, headers: { "x-ratelimit-reset": "1" } },
      1,
    );
    const startedAt = performance.now();
    const { data } = await gateway.query(list);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(data.maintenanceWindows.sources[1]).toMatchObject({ state: "OK", error: null });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 2 });
  });

  const date = "Sun, 22 Nov 2026 12:00:00 GMT";
  test.each([
    ["DATADOG", { "x-ratelimit-reset": "20" }],
    ["DATADOG", { "x-ratelimit-reset": "20, 20" }],
    ["DATADOG", { "x-ratelimit-reset": "1795348820", date }],
    ["DATADOG", { "x-ratelimit-reset": "1795348820000, 1795348820000", date }],
    ["DATADOG", { "x-ratelimit-reset": "2026-11-22T12:00:20Z", date }],
    ["AWS_FLINK", { "retry-after": "20, 20" }],
    ["AWS_FLINK", { "retry-after": "Sunday, 22-Nov-26 12:00:20 GMT", date }],
    ["AWS_FLINK", { "x-amz-retry-after": "20000, 5000" }],
  ])(
    "fails at once if the requested wait is longer than a request can take: %s %j",
    async (provider, given) => {
      const headers = given as unknown as Record<string, string>;
      const [control, operation] =
        provider === "DATADOG"
          ? [gateway.datadog, "ListMaintenanceWindows"]
          : [gateway.flink, "ListApplications"];
      await control.fault("*", { status: 429, headers });
      const startedAt = performance.now();
      const { data } = await gateway.query(
        list.replace("first: 1", `first: 1, filter: { providers: [${provider}] }`),
      );
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(data.maintenanceWindows.sources).toMatchObject([
        {
          state: "FAILED",
          error: {
            __typename: "ThrottledError",
            code: "RESOURCE_EXHAUSTED",
            retryable: true,
            message: expect.stringContaining("Try again in 20 seconds"),
          },
        },
      ]);
      expect(await control.counts()).toEqual({ [operation]: 1 });
    },
  );

  test("fails a write at once and never retries it", async () => {
    await gateway.datadog.fault("CreateMaintenanceWindow", {
      status: 429,
      headers: { "x-ratelimit-reset": "1" },
    });
    const { data } = await gateway.query(
      `mutation { createDatadogMaintenanceWindow(input: { name: "a", query: "b:c", startsAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-02T00:00:00Z" }) { ... on ThrottledError { retryAfterSeconds } } }`,
    );
    expect(data.createDatadogMaintenanceWindow).toEqual({ retryAfterSeconds: 1 });
    expect(await gateway.datadog.counts()).toMatchObject({ CreateMaintenanceWindow: 1 });
  });
});

test("a read that is throttled until its deadline fails with RESOURCE_EXHAUSTED", async () => {
  const gateway = await startTestGateway({ REQUEST_TIMEOUT_MS: "500" });
  try {
    await gateway.flink.fault("DescribeApplication", { errorType: "ThrottlingException" });
    const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
    const { errors } = await gateway.query(`{ flinkApplication(arn: "${arn}") { name } }`);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      provider: "AWS_FLINK",
      providerCode: "ThrottlingException",
      retryable: true,
    });
  } finally {
    await gateway.stop();
  }
});

test("a query for one application overtakes the queued describe calls of a list", async () => {
  const gateway = await startTestGateway({ AWS_REGIONS: "eu-central-1" });
  try {
    await gateway.flink.seed({ applications: 50 });
    await gateway.flink.fault("DescribeApplication", { latencyMs: 300 });
    const all = gateway.query(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).DescribeApplication, { interval: 5 })
      .toBe(10);
    const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/load-00050";
    await gateway.query(`{ flinkApplication(arn: "${arn}") { name } }`);
    const order = await gateway.flink.sent("DescribeApplication");
    const place = order.findIndex(
      (body) => (body as { ApplicationName: string }).ApplicationName === "load-00050",
    );
    expect(place).toBeLessThan(25);
    await all;
    expect((await gateway.flink.counts()).DescribeApplication).toBe(57);
  } finally {
    await gateway.stop();
  }
});

test("a write does not wait for throttled reads", async () => {
  const gateway = await startTestGateway({
    INVENTORY_MAX_AGE_SECONDS: "3600",
    REQUEST_TIMEOUT_MS: "3000",
  });
  try {
    await gateway.query("{ maintenanceWindows { totalCount } }");
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 429 });
    let areWaiting = true;
    const looking = Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        mutate(gateway, "updateDatadogMaintenanceWindow", {
          id: datadogId(1),
          name: `name ${index}`,
          ifRevision: "any",
        }),
      ),
    ).finally(() => {
      areWaiting = false;
    });
    await expect
      .poll(async () => (await gateway.datadog.counts()).ListMaintenanceWindows, {
        interval: 5,
        timeout: 5_000,
      })
      .toBeGreaterThan(2);
    // This window is cached, so the write needs no read.
    const input = { id: datadogId(2), name: "renamed" };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
    });
    expect(areWaiting).toBe(true);
    await looking;
  } finally {
    await gateway.stop();
  }
});

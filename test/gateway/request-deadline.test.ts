import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf } from "../support/mutations.js";
import type { Answer } from "../support/send.js";
import { listedSources, sourceHealth } from "../support/source-states.js";
import { timed } from "../support/timed.js";

// Importing the providers' clients takes longer than the short timeouts in these tests.
beforeAll(async () => {
  await loadSdk(pino({ level: "silent" }));
  const warm = await startTestGateway(oneFlinkSource);
  await warm.query("{ maintenanceWindows { totalCount } }");
  await warm.stop();
}, 60_000);

let gateway: TestGateway;
afterEach(() => gateway.stop());

const oneFlinkSource = { AWS_REGIONS: "eu-central-1" };
const logged = (msg: string) => gateway.logs.filter((line) => line.msg === msg);

async function hastily(timeoutMs: number | string, query: string) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-request-timeout-ms": String(timeoutMs) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as Answer) };
}

describe("the header x-request-timeout-ms", () => {
  const list = `{ maintenanceWindows { totalCount sources { source { id } state error { code } } } }`;

  test("shortens the deadline, and the response then contains the sources that were read in time", async () => {
    gateway = await startTestGateway(oneFlinkSource);
    await gateway.datadog.fault("*", { hang: true });
    const { result, elapsedMs, excusedMs } = await timed(() => hastily(700, list));
    expect(elapsedMs).toBeLessThan(700 + excusedMs);
    expect(result.data.maintenanceWindows.sources).toEqual([
      { source: { id: "aws-eu-central-1" }, state: "OK", error: null },
      { source: { id: "datadog" }, state: "FAILED", error: { code: "DEADLINE_EXCEEDED" } },
    ]);
  });

  test("does not affect the source's health or other requests when it expires", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      INVENTORY_MAX_AGE_SECONDS: "0",
      INVENTORY_STALE_IF_ERROR_SECONDS: "60",
    });
    await gateway.query(list);
    await gateway.datadog.fault("*", { latencyMs: 600 });
    const hasty = await hastily(200, list);
    expect(hasty.data.maintenanceWindows.sources[1]).toMatchObject({
      state: "STALE",
      error: { code: "DEADLINE_EXCEEDED" },
    });
    expect((await sourceHealth(gateway)).get("datadog")?.state).toBe("OK");
    const { data } = await gateway.query(list);
    expect(data.maintenanceWindows.sources[1]).toMatchObject({ state: "OK" });
  });

  test("never lengthens the deadline", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, REQUEST_TIMEOUT_MS: "700" });
    await gateway.datadog.fault("*", { hang: true });
    const startedAt = performance.now();
    await hastily(60_000, list);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test.each([1, 9, 123, 333, 1_234, 9_999_999_999])(
    "can be any number of milliseconds: %i",
    async (timeoutMs) => {
      gateway = await startTestGateway({
        ...oneFlinkSource,
        REQUEST_TIMEOUT_MS: "4321",
        UPSTREAM_TIMEOUT_MS: "4321",
      });
      const { status, data } = await hastily(timeoutMs, list);
      expect([status, data.maintenanceWindows.sources.length]).toEqual([200, 2]);
    },
  );

  test.each(["soon", "0", "-5", "1.5", ""])(
    "causes a 400 that states the rule if its value is %j",
    async (value) => {
      gateway = await startTestGateway(oneFlinkSource);
      const { status, errors } = await hastily(value, list);
      expect(status).toBe(400);
      expect(errors).toMatchObject([
        {
          message:
            "The header x-request-timeout-ms must be a positive whole number, such as 2000: how many milliseconds the client waits.",
          extensions: { code: "BAD_REQUEST" },
        },
      ]);
      expect(await gateway.datadog.counts()).toEqual({});
    },
  );
});

describe("a client that disconnects", () => {
  function leave(query: string) {
    const controller = new AbortController();
    const gone = fetch(`${gateway.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
      signal: controller.signal,
    }).catch(() => {});
    return async () => {
      controller.abort();
      await gone;
    };
  }

  const whenIdle = () =>
    expect
      .poll(async () => Object.values(await gateway.flink.underWay()).every((count) => count === 0), {
        timeout: 5_000,
      })
      .toBe(true);
  const list = `{ maintenanceWindows(filter: { providers: [AWS_FLINK] }) { totalCount } }`;

  test("cancels its reads and does not affect the source's health", async () => {
    gateway = await startTestGateway(oneFlinkSource);
    await gateway.flink.fault("ListApplications", { latencyMs: 400 });
    const goAway = leave(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplications, { timeout: 5_000 })
      .toBe(1);
    await goAway();
    await whenIdle();
    await expect.poll(() => logged("operation")).toMatchObject([{ clientGone: true }]);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1 });
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.state).toBe("UNKNOWN");
    expect(logged("upstream call failed")).toEqual([]);
  });

  test("does not keep the circuit of a recovered source open", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      UPSTREAM_BREAKER_FAILURES: "1",
      UPSTREAM_BREAKER_OPEN_MS: "300",
    });
    await gateway.flink.fault("ListApplications", { status: 500 }, 1);
    await gateway.query(list);
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.circuit).toBe("OPEN");
    await gateway.flink.reset();
    await gateway.flink.fault("ListApplications", { latencyMs: 400 }, 1);
    // The open circuit rejects each request at once, until one becomes the probe.
    let goAway = async () => {};
    await expect
      .poll(
        async () => {
          goAway = leave(list);
          return (await gateway.flink.counts()).ListApplications ?? 0;
        },
        { timeout: 5_000 },
      )
      .toBe(1);
    await goAway();
    const { data } = await gateway.query(list);
    expect(data.maintenanceWindows.totalCount).toBe(6);
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.circuit).toBe("CLOSED");
  });

  test("does not make the source stale for other clients", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, INVENTORY_STALE_IF_ERROR_SECONDS: "60" });
    await gateway.query(list);
    await gateway.flink.fault("ListApplications", { latencyMs: 400 }, 1);
    const goAway = leave(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplications, { timeout: 5_000 })
      .toBe(2);
    await goAway();
    await expect.poll(() => logged("operation").some(({ clientGone }) => clientGone)).toBe(true);
    expect((await listedSources(gateway)).get("aws-eu-central-1")).toMatchObject({
      state: "OK",
      error: null,
    });
  });

  test("does not fail a list that waits for the same describe call", async () => {
    const emulated = await startTestGateway();
    gateway = await startTestGateway({
      ...sourceFile([
        {
          id: "aws-eu-central-1",
          provider: "AWS_FLINK",
          region: "eu-central-1",
          endpoint: emulated.flink.url,
          concurrency: 2,
        },
      ]),
    });
    await emulated.flink.fault("DescribeApplication", { latencyMs: 400 });
    const listing = gateway.query(list);
    const describes = async () => (await emulated.flink.counts()).DescribeApplication;
    await expect.poll(describes, { timeout: 5_000 }).toBe(2);
    // This call overtakes the rest of the list. The third application of the list is the same one, so the list joins
    // this call and continues with its fourth application.
    const goAway = leave(`{ flinkApplication(arn: "${arnOf("inventory-sync")}") { name } }`);
    await expect.poll(describes, { timeout: 5_000 }).toBe(4);
    await goAway();
    expect((await listing).data.maintenanceWindows.totalCount).toBe(6);
    await emulated.stop();
  });

  test("does not cancel a read that another client waits for", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, INVENTORY_MAX_AGE_SECONDS: "30" });
    await gateway.flink.fault("ListApplications", { latencyMs: 400 });
    const goAway = leave(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplications, { timeout: 5_000 })
      .toBe(1);
    const other = gateway.query(list);
    // Once this later query returns, the other query is waiting for the read.
    await gateway.query("{ __typename }");
    await goAway();
    expect((await other).data.maintenanceWindows.totalCount).toBe(6);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1, DescribeApplication: 7 });
  });

  test("does not cancel its write, which a stopping gateway finishes first", async () => {
    gateway = await startTestGateway(oneFlinkSource);
    const operation = "UpdateApplicationMaintenanceConfiguration";
    await gateway.flink.fault(operation, { latencyMs: 500 }, 1);
    const goAway = leave(
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${arnOf("orders-enrichment")}", startTime: "03:00" }) { __typename } }`,
    );
    await expect.poll(async () => (await gateway.flink.counts())[operation], { timeout: 5_000 }).toBe(1);
    await goAway();
    await gateway.stop();
    expect(gateway.logs.filter(({ log }) => log === "audit")).toMatchObject([
      { audit: { outcome: "UPDATED", sentCount: 1 } },
    ]);
    gateway = await startTestGateway(oneFlinkSource);
  });

  test("does not cancel its write, which the gateway finishes, audits and shows to others", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, INVENTORY_MAX_AGE_SECONDS: "30" });
    const operation = "UpdateApplicationMaintenanceConfiguration";
    await gateway.flink.fault(operation, { latencyMs: 300 }, 1);
    const goAway = leave(
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${arnOf("orders-enrichment")}", startTime: "03:00" }) { __typename } }`,
    );
    await expect.poll(async () => (await gateway.flink.counts())[operation], { timeout: 5_000 }).toBe(1);
    await goAway();
    await expect
      .poll(() => gateway.logs.filter(({ log }) => log === "audit"), { timeout: 5_000 })
      .toMatchObject([{ audit: { outcome: "UPDATED" } }]);
    const { data } = await gateway.query(
      `{ flinkApplication(arn: "${arnOf("orders-enrichment")}") { maintenanceWindow { startTime } } }`,
    );
    expect(data.flinkApplication.maintenanceWindow.startTime).toBe("03:00");
    expect((await gateway.flink.counts())[operation]).toBe(1);
  });
});

import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";
import type { Answer } from "../support/send.js";
import { sourceFile } from "../support/source-file.js";

// The import of Datadog's client takes longer than the short time limits here.
beforeAll(() => loadSdk(pino({ level: "silent" })));

let gateway: TestGateway;
afterEach(() => gateway.stop());

/** What one source contributed to the list below. */
interface ToldSource {
  readonly source: { readonly id: string };
  readonly state: string;
  readonly error: { readonly code: string; readonly message: string; readonly failure?: string } | null;
}

const state = (gatewayUnderTest: TestGateway) => async () => {
  const { data } = await gatewayUnderTest.query(`{
    maintenanceWindows(first: 1) { sources { source { id } state error { code message retryable ... on UpstreamError { failure } } } }
  }`);
  const sources: readonly ToldSource[] = data.maintenanceWindows.sources;
  return new Map(sources.map((told) => [told.source.id, told]));
};

const health = async () => {
  const { data } = await gateway.query(
    `{ maintenanceSources { id health { state circuit error { code } } } }`,
  );
  return Object.fromEntries(
    data.maintenanceSources.map(({ id, health }: { id: string; health: unknown }) => [id, health]),
  );
};

const oneFlinkSource = { AWS_REGIONS: "eu-central-1" };
const logged = (msg: string) => gateway.logs.filter((line) => line.msg === msg);

describe("reads", () => {
  test.each([
    ["reset", { reset: true }],
    ["broken off in the middle", { truncate: true }],
    ["failed", { status: 500 }],
    ["hidden by a proxy's failure", { status: 502, body: "<html>", contentType: "text/html" }],
    ["refused as one of too many", { status: 429, headers: { "x-ratelimit-reset": "0" } }],
  ])("that are %s are made again, of either provider", async (_how, fault) => {
    gateway = await startTestGateway({ ...oneFlinkSource, UPSTREAM_MAX_ATTEMPTS: "3" });
    await gateway.flink.fault("ListApplications", fault, 2);
    await gateway.flink.fault("DescribeApplication", fault, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", fault, 2);
    const sources = await state(gateway)();
    expect([...sources.values()].map((source) => source.state)).toEqual(["OK", "OK"]);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 3, DescribeApplication: 8 });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 3 });
    expect(logged("upstream call failed")).toEqual([]);
  });

  test("are made so often and no more, and only the last failure is logged", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, UPSTREAM_MAX_ATTEMPTS: "3" });
    await gateway.datadog.fault("*", { status: 503 });
    await gateway.flink.fault("*", { reset: true });
    const sources = await state(gateway)();
    expect(sources.get("datadog")).toMatchObject({ state: "FAILED", error: { failure: "SERVER_ERROR" } });
    expect(sources.get("aws-eu-central-1")).toMatchObject({ error: { failure: "UNREACHABLE" } });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 3 });
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 3 });
    expect(logged("upstream call failed")).toHaveLength(2);
  });

  test.each([
    ["hang", { hang: true }],
    ["cannot be read", { body: "<html>" }],
    ["are refused", { status: 403 }],
    ["lack credentials", { status: 401 }],
  ])("that %s are not made again", async (_how, fault) => {
    gateway = await startTestGateway({ UPSTREAM_MAX_ATTEMPTS: "3", UPSTREAM_TIMEOUT_MS: "200" });
    await gateway.datadog.fault("*", fault);
    expect((await state(gateway)()).get("datadog")?.state).toBe("FAILED");
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test.each([
    ["DATADOG", 503, { "retry-after": "1" }],
    ["DATADOG", 429, { "retry-after": "1", "x-ratelimit-reset": "0" }],
    ["DATADOG", 429, { "retry-after": "0", "x-ratelimit-reset": "1" }],
    ["AWS_FLINK", 503, { "retry-after": "1" }],
    ["AWS_FLINK", 503, { "x-amz-retry-after": "1000" }],
  ])("wait as long as the provider asks for: %s %i %j", async (provider, status, headers) => {
    gateway = await startTestGateway({ ...oneFlinkSource, UPSTREAM_MAX_ATTEMPTS: "2" });
    const control = provider === "DATADOG" ? gateway.datadog : gateway.flink;
    await control.fault("*", { status, headers } as Fault, 1);
    const startedAt = performance.now();
    expect([...(await state(gateway)()).values()].map((source) => source.state)).toEqual(["OK", "OK"]);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  test("AWS_MAX_ATTEMPTS and a source's own settings come before those of all", async () => {
    const first = await startTestGateway();
    gateway = await startTestGateway({
      ...sourceFile([
        { id: "aws", provider: "AWS_FLINK", region: "eu-central-1", endpoint: first.flink.url },
        {
          id: "own",
          provider: "AWS_FLINK",
          region: "us-east-1",
          endpoint: first.flink.url,
          resilience: { maxAttempts: 4 },
        },
        { id: "dd", provider: "DATADOG", endpoint: first.datadog.url, resilience: { maxAttempts: 1 } },
      ]),
      AWS_MAX_ATTEMPTS: "2",
      UPSTREAM_MAX_ATTEMPTS: "3",
    });
    await first.flink.fault("*", { status: 500 });
    await first.datadog.fault("*", { status: 500 });
    await state(gateway)();
    expect(await first.flink.counts()).toEqual({ ListApplications: 2 + 4 });
    expect(await first.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    await first.stop();
  });

  test("a source has time limits and a circuit breaker of its own", async () => {
    const first = await startTestGateway();
    const resilience = { timeoutMs: 200, breakerFailures: 1, breakerOpenMs: 600_000 };
    gateway = await startTestGateway(
      sourceFile([{ id: "dd", provider: "DATADOG", endpoint: first.datadog.url, resilience }]),
    );
    await first.datadog.fault("*", { hang: true });
    const startedAt = performance.now();
    expect((await state(gateway)()).get("dd")?.error).toMatchObject({ failure: "TIMEOUT" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await state(gateway)()).get("dd")?.error).toMatchObject({
      failure: "CIRCUIT_OPEN",
      message: expect.stringContaining("Try again in 600 seconds."),
    });
    await first.stop();
  });

  test("a time limit that no request could reach counts all the same", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      REQUEST_TIMEOUT_MS: "1001",
      UPSTREAM_TIMEOUT_MS: "60000",
      UPSTREAM_BREAKER_FAILURES: "1",
    });
    await gateway.datadog.fault("CreateMaintenanceWindow", { hang: true });
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject({
      failure: "TIMEOUT",
      outcomeUnknown: true,
    });
    expect((await health()).datadog.circuit).toBe("OPEN");
  });

  test("settings of a source that are none are told at once", async () => {
    const started = startTestGateway(
      sourceFile([
        {
          id: "dd",
          provider: "DATADOG",
          resilience: { maxAttempts: 0, breakerFailures: "many", retries: 3 },
        },
      ]),
    );
    await expect(started).rejects.toThrow(
      /sources\[0\]\.resilience\.maxAttempts must be a whole number from 1 to 9[\s\S]*sources\[0\]\.resilience\.breakerFailures must be[\s\S]*sources\[0\]\.resilience\.retries is not a setting/,
    );
    gateway = await startTestGateway();
  });
});

describe("a source that fails again and again", () => {
  const breaker = { ...oneFlinkSource, UPSTREAM_BREAKER_FAILURES: "3", UPSTREAM_BREAKER_OPEN_MS: "600000" };

  async function openCircuit(environment: Record<string, string> = {}) {
    gateway = await startTestGateway({ ...breaker, ...environment });
    await gateway.datadog.fault("*", { status: 500 });
    for (let count = 0; count < 3; count++) await state(gateway)();
  }

  test("is not asked for a while, for reads and writes; the other is as before", async () => {
    await openCircuit();
    const counts = await gateway.datadog.counts();
    const sources = await state(gateway)();
    expect(sources.get("datadog")).toEqual({
      source: { id: "datadog" },
      state: "FAILED",
      error: {
        code: "UNAVAILABLE",
        failure: "CIRCUIT_OPEN",
        retryable: true,
        message:
          "Datadog (datadog) could not list maintenance windows: it has failed several times in a row and is not asked for now (the last time, it failed on its side). Try again in 600 seconds.",
      },
    });
    expect(sources.get("aws-eu-central-1")?.state).toBe("OK");
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject({
      __typename: "UpstreamError",
      failure: "CIRCUIT_OPEN",
      outcomeUnknown: false,
      retryable: true,
    });
    expect(await gateway.datadog.counts()).toEqual(counts);
    const input = { id: arnOf("orders-enrichment"), startTime: "03:00" };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
    });
  });

  test("is shown in maintenanceSources and in /readyz, which stays 200, and is logged once", async () => {
    await openCircuit();
    await state(gateway)();
    expect(await health()).toEqual({
      "aws-eu-central-1": { state: "OK", circuit: "CLOSED", error: null },
      datadog: { state: "FAILED", circuit: "OPEN", error: { code: "UNAVAILABLE" } },
    });
    const ready = await fetch(`${gateway.address}/readyz`);
    expect(ready.status).toBe(200);
    expect(((await ready.json()) as { sources: unknown[] }).sources).toContainEqual({
      id: "datadog",
      provider: "DATADOG",
      state: "FAILED",
      circuit: "OPEN",
      fetchedAt: null,
      error: "UNAVAILABLE",
      failure: "CIRCUIT_OPEN",
    });
    expect(gateway.logs.filter(({ circuit }) => circuit !== undefined)).toMatchObject([
      {
        level: 40,
        source: "datadog",
        circuit: "OPEN",
        lastFailure: "SERVER_ERROR",
        msg: "circuit opened: the source is not asked for a while",
      },
    ]);
  });

  test("shows its last good answer meanwhile", async () => {
    gateway = await startTestGateway({ ...breaker, INVENTORY_STALE_IF_ERROR_SECONDS: "60" });
    await state(gateway)();
    await gateway.datadog.fault("*", { reset: true });
    for (let count = 0; count < 4; count++) await state(gateway)();
    expect((await state(gateway)()).get("datadog")).toMatchObject({ state: "STALE" });
  });

  test("is asked again by one call after a while, and by all when that is answered", async () => {
    await openCircuit({ UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.datadog.reset();
    await expect
      .poll(async () => (await state(gateway)()).get("datadog")?.state, { timeout: 5_000 })
      .toBe("OK");
    expect((await health()).datadog).toEqual({ state: "OK", circuit: "CLOSED", error: null });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    // How each trial ended is told to who asks for more.
    expect(gateway.logs.flatMap(({ circuit }) => circuit ?? [])).toEqual(["OPEN", "CLOSED"]);
  });

  test("by time-outs, resets, and answers that cannot be read too", async () => {
    gateway = await startTestGateway({ ...breaker, UPSTREAM_TIMEOUT_MS: "150" });
    await gateway.datadog.fault("*", { hang: true }, 1);
    await gateway.datadog.fault("*", { reset: true }, 1);
    await gateway.datadog.fault("*", { body: { data: [{}] } }, 1);
    for (let count = 0; count < 3; count++) await state(gateway)();
    expect((await health()).datadog.circuit).toBe("OPEN");
  });

  test("is well again when it answers, whatever the answer is", async () => {
    await openCircuit({ UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.datadog.reset();
    await gateway.datadog.fault("*", { status: 418 });
    await expect
      .poll(async () => (await state(gateway)()).get("datadog")?.error?.code, { timeout: 5_000 })
      .toBe("INTERNAL");
    expect((await health()).datadog.circuit).toBe("CLOSED");
  });

  test("is not well again by a call that could not be sent", async () => {
    const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
    const [DD_API_KEY_FILE, DD_APP_KEY_FILE] = ["api", "app"].map((name) => join(folder, name));
    for (const file of [DD_API_KEY_FILE, DD_APP_KEY_FILE]) writeFileSync(String(file), "key");
    await openCircuit({
      UPSTREAM_BREAKER_OPEN_MS: "100",
      DD_API_KEY: "",
      DD_APP_KEY: "",
      DD_API_KEY_FILE: String(DD_API_KEY_FILE),
      DD_APP_KEY_FILE: String(DD_APP_KEY_FILE),
    });
    writeFileSync(String(DD_API_KEY_FILE), "");
    await expect
      .poll(async () => (await state(gateway)()).get("datadog")?.error?.code, { timeout: 5_000 })
      .toBe("UNAUTHENTICATED");
    expect((await health()).datadog.circuit).not.toBe("CLOSED");
    writeFileSync(String(DD_API_KEY_FILE), "key");
    await gateway.datadog.reset();
    expect((await state(gateway)()).get("datadog")?.state).toBe("OK");
    expect((await health()).datadog.circuit).toBe("CLOSED");
  });

  test.each([400, 401, 403, 404, 409, 422, 429])("never by %s", async (status) => {
    gateway = await startTestGateway(breaker);
    await gateway.datadog.fault("*", { status, headers: { "x-ratelimit-reset": "100" } });
    for (let count = 0; count < 6; count++) await state(gateway)();
    expect((await health()).datadog.circuit).toBe("CLOSED");
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 6 });
  });

  test("never by clients that wait for less than an attempt may take", async () => {
    gateway = await startTestGateway(breaker);
    await gateway.datadog.fault("*", { latencyMs: 300 });
    const input = { id: datadogId(2), name: "renamed" };
    for (let count = 0; count < 5; count++) {
      const result = await hastily(
        60,
        `mutation {
        updateDatadogMaintenanceWindow(input: { id: "${input.id}", name: "${input.name}" }) { __typename }
      }`,
      );
      expect(result.data.updateDatadogMaintenanceWindow.__typename).toBe("UpstreamError");
    }
    expect((await health()).datadog.circuit).toBe("CLOSED");
  });

  test("by writes as by reads, and a write is a probe like any other", async () => {
    gateway = await startTestGateway({ ...breaker, UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { status: 500 });
    const move = () =>
      mutate(gateway, "updateFlinkMaintenanceWindow", { id: arnOf("orders-enrichment"), startTime: "03:00" });
    // Three attempts of one write are three failures in a row.
    expect(await move()).toMatchObject({ __typename: "UpstreamError", failure: "SERVER_ERROR" });
    expect((await health())["aws-eu-central-1"].circuit).toBe("OPEN");
    expect(await move()).toMatchObject({ failure: "CIRCUIT_OPEN", outcomeUnknown: false });
    await gateway.flink.reset();
    await expect.poll(async () => (await move()).outcome, { timeout: 5_000 }).toBe("UPDATED");
  });
});

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

  test("shortens the deadline: the answer comes by then, with what there is", async () => {
    gateway = await startTestGateway(oneFlinkSource);
    await gateway.datadog.fault("*", { hang: true });
    const startedAt = performance.now();
    const { data } = await hastily(700, list);
    expect(performance.now() - startedAt).toBeLessThan(700);
    expect(data.maintenanceWindows.sources).toEqual([
      { source: { id: "aws-eu-central-1" }, state: "OK", error: null },
      { source: { id: "datadog" }, state: "FAILED", error: { code: "DEADLINE_EXCEEDED" } },
    ]);
  });

  test("says nothing of a source to others, nor to its health", async () => {
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
    expect((await health()).datadog.state).toBe("OK");
    const { data } = await gateway.query(list);
    expect(data.maintenanceWindows.sources[1]).toMatchObject({ state: "OK" });
  });

  test("never lengthens it", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, REQUEST_TIMEOUT_MS: "700" });
    await gateway.datadog.fault("*", { hang: true });
    const startedAt = performance.now();
    await hastily(60_000, list);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test.each([1, 9, 123, 333, 1_234, 9_999_999_999])(
    "may be any number of milliseconds: %i",
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

  test.each(["soon", "0", "-5", "1.5", ""])("that is %j is refused with the rule", async (value) => {
    gateway = await startTestGateway(oneFlinkSource);
    const { status, errors } = await hastily(value, list);
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message:
          "The header x-request-timeout-ms must be a whole number of milliseconds, such as 2000: so long the client waits.",
        extensions: { code: "BAD_REQUEST" },
      },
    ]);
    expect(await gateway.datadog.counts()).toEqual({});
  });
});

describe("a client that goes away", () => {
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

  test("stops what is read for it, and says nothing of the source", async () => {
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
    expect((await health())["aws-eu-central-1"].state).toBe("UNKNOWN");
    expect(logged("upstream call failed")).toEqual([]);
  });

  test("does not keep the circuit of a source that is well again open", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      UPSTREAM_BREAKER_FAILURES: "1",
      UPSTREAM_BREAKER_OPEN_MS: "300",
    });
    await gateway.flink.fault("ListApplications", { status: 500 }, 1);
    await gateway.query(list);
    expect((await health())["aws-eu-central-1"].circuit).toBe("OPEN");
    await gateway.flink.reset();
    await gateway.flink.fault("ListApplications", { latencyMs: 400 }, 1);
    // Until one is the trial, each is sent away at once.
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
    expect((await health())["aws-eu-central-1"].circuit).toBe("CLOSED");
  });

  test("does not make what others are shown old", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, INVENTORY_STALE_IF_ERROR_SECONDS: "60" });
    await gateway.query(list);
    await gateway.flink.fault("ListApplications", { latencyMs: 400 }, 1);
    const goAway = leave(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplications, { timeout: 5_000 })
      .toBe(2);
    await goAway();
    await expect.poll(() => logged("operation").some(({ clientGone }) => clientGone)).toBe(true);
    expect((await state(gateway)()).get("aws-eu-central-1")).toMatchObject({ state: "OK", error: null });
  });

  test("takes nothing from a list that waits for what it was reading", async () => {
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
    // It goes before the rest of the list, whose third is the same: the list waits for it, and has gone on to its fourth.
    const goAway = leave(`{ flinkApplication(arn: "${arnOf("inventory-sync")}") { name } }`);
    await expect.poll(describes, { timeout: 5_000 }).toBe(4);
    await goAway();
    expect((await listing).data.maintenanceWindows.totalCount).toBe(6);
    await emulated.stop();
  });

  test("takes nothing from another who waits for the same", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, INVENTORY_MAX_AGE_SECONDS: "30" });
    await gateway.flink.fault("ListApplications", { latencyMs: 400 });
    const goAway = leave(list);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplications, { timeout: 5_000 })
      .toBe(1);
    const other = gateway.query(list);
    // What is sent later is answered when it has come to wait too.
    await gateway.query("{ __typename }");
    await goAway();
    expect((await other).data.maintenanceWindows.totalCount).toBe(6);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1, DescribeApplication: 7 });
  });

  test("leaves a write that a gateway finishes although it is to stop", async () => {
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

  test("leaves a write to be finished, told to the audit, and shown to others", async () => {
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

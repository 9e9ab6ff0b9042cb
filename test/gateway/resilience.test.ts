import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";
import { listedSources, sourceHealth } from "../support/source-states.js";

// Importing Datadog's client takes longer than the short timeouts in these tests.
beforeAll(() => loadSdk(pino({ level: "silent" })));

let gateway: TestGateway;
afterEach(() => gateway.stop());

const oneFlinkSource = { AWS_REGIONS: "eu-central-1" };
const logged = (msg: string) => gateway.logs.filter((line) => line.msg === msg);

describe("reads", () => {
  test("are attempted UPSTREAM_MAX_ATTEMPTS times, and only the last failure is logged", async () => {
    gateway = await startTestGateway({ ...oneFlinkSource, UPSTREAM_MAX_ATTEMPTS: "3" });
    await gateway.datadog.fault("*", { status: 503 });
    await gateway.flink.fault("*", { reset: true });
    const sources = await listedSources(gateway);
    expect(sources.get("datadog")).toMatchObject({ state: "FAILED", error: { failure: "SERVER_ERROR" } });
    expect(sources.get("aws-eu-central-1")).toMatchObject({ error: { failure: "UNREACHABLE" } });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 3 });
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 3 });
    expect(logged("upstream call failed")).toHaveLength(2);
  });

  test.each([
    ["a timeout", { hang: true }],
    ["a malformed response", { body: "<html>" }],
    ["status 403", { status: 403 }],
    ["status 401", { status: 401 }],
  ])("are not retried after %s", async (_how, fault) => {
    gateway = await startTestGateway({ UPSTREAM_MAX_ATTEMPTS: "3", UPSTREAM_TIMEOUT_MS: "200" });
    await gateway.datadog.fault("*", fault);
    expect((await listedSources(gateway)).get("datadog")?.state).toBe("FAILED");
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("prefer AWS_MAX_ATTEMPTS and a source's own settings to UPSTREAM_MAX_ATTEMPTS", async () => {
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
    await listedSources(gateway);
    expect(await first.flink.counts()).toEqual({ ListApplications: 2 + 4 });
    expect(await first.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    await first.stop();
  });

  test("follow a source's own timeout and circuit breaker settings", async () => {
    const first = await startTestGateway();
    const resilience = { timeoutMs: 200, breakerFailures: 1, breakerOpenMs: 600_000 };
    gateway = await startTestGateway(
      sourceFile([{ id: "dd", provider: "DATADOG", endpoint: first.datadog.url, resilience }]),
    );
    await first.datadog.fault("*", { hang: true });
    const startedAt = performance.now();
    expect((await listedSources(gateway)).get("dd")?.error).toMatchObject({ failure: "TIMEOUT" });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect((await listedSources(gateway)).get("dd")?.error).toMatchObject({
      failure: "CIRCUIT_OPEN",
      message: expect.stringContaining("Try again in 600 seconds."),
    });
    await first.stop();
  });

  test("an upstream timeout longer than the request deadline is shortened, and a write that reaches it opens the circuit", async () => {
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
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("OPEN");
  });

  test("invalid resilience settings of a source are all reported at startup", async () => {
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
      /sources\[0\]\.resilience\.maxAttempts must be a whole number from 1 to 9[\s\S]*sources\[0\]\.resilience\.breakerFailures must be[\s\S]*sources\[0\]\.resilience\.retries is not a known setting/,
    );
    gateway = await startTestGateway();
  });
});

describe("the history of an application", () => {
  const histories = (names: readonly string[]) =>
    gateway.query(
      `{ ${names.map((name, index) => `h${index}: flinkApplication(arn: "${arnOf(name)}") { maintenanceHistory { status } }`).join(" ")} }`,
    );
  const names = Array.from({ length: 12 }, (_, index) => `load-${String(index + 1).padStart(5, "0")}`);

  test.each([
    ["fails", { status: 500 }],
    ["is throttled", { errorType: "ThrottlingException" }],
    ["hangs", { hang: true }],
    ["is not offered", { status: 501, errorType: "InternalFailure" }],
  ])("does not hold up lists and writes if it %s", async (_how, fault) => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      UPSTREAM_BREAKER_FAILURES: "3",
      UPSTREAM_BREAKER_OPEN_MS: "600000",
      REQUEST_TIMEOUT_MS: "2500",
    });
    await gateway.flink.seed({ applications: names.length });
    await gateway.flink.fault("ListApplicationOperations", fault);
    const reading = histories(names);
    await expect
      .poll(async () => (await gateway.flink.counts()).ListApplicationOperations, { interval: 5 })
      .toBeGreaterThanOrEqual(3);
    const startedAt = performance.now();
    expect((await listedSources(gateway)).get("aws-eu-central-1")?.state).toBe("OK");
    const input = { id: arnOf("orders-enrichment"), startTime: "03:00" };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
    });
    // Less than the two seconds that a hanging attempt takes.
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect((await reading).errors).toHaveLength(names.length);
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.circuit).toBe("CLOSED");
  });

  test("has a circuit of its own, which opens, is logged and closes", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      UPSTREAM_BREAKER_FAILURES: "3",
      UPSTREAM_BREAKER_OPEN_MS: "100",
    });
    await gateway.flink.fault("ListApplicationOperations", { status: 500 });
    const read = async () => (await histories(["orders-enrichment"])).errors?.[0]?.extensions;
    for (let count = 0; count < 3; count++) expect(await read()).toMatchObject({ failure: "SERVER_ERROR" });
    expect(await read()).toMatchObject({ code: "UNAVAILABLE", failure: "CIRCUIT_OPEN" });
    expect(await gateway.flink.counts()).toMatchObject({ ListApplicationOperations: 3 });
    await gateway.flink.clearFaults();
    await expect.poll(read, { timeout: 5_000 }).toBeUndefined();
    expect(
      gateway.logs.filter(({ circuit, level }) => circuit !== undefined && Number(level) >= 30),
    ).toMatchObject([
      {
        source: "aws-eu-central-1",
        lane: "history",
        circuit: "OPEN",
        lastFailure: "SERVER_ERROR",
        msg: "circuit opened: reads of the source's history are paused",
      },
      { lane: "history", circuit: "CLOSED" },
    ]);
  });

  test("can be read while the circuit of lists and writes is open", async () => {
    gateway = await startTestGateway({
      ...oneFlinkSource,
      UPSTREAM_BREAKER_FAILURES: "1",
      UPSTREAM_BREAKER_OPEN_MS: "600000",
      INVENTORY_MAX_AGE_SECONDS: "3600",
    });
    await listedSources(gateway);
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { status: 500 });
    const input = { id: arnOf("orders-enrichment"), startTime: "03:00" };
    await mutate(gateway, "updateFlinkMaintenanceWindow", input);
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.circuit).toBe("OPEN");
    expect((await histories(["payments-fraud"])).errors).toBeUndefined();
    expect(await gateway.flink.counts()).toMatchObject({ ListApplicationOperations: 1 });
  });
});

describe("the circuit of a source", () => {
  const breaker = { ...oneFlinkSource, UPSTREAM_BREAKER_FAILURES: "3", UPSTREAM_BREAKER_OPEN_MS: "600000" };

  async function openCircuit(environment: Record<string, string> = {}) {
    gateway = await startTestGateway({ ...breaker, ...environment });
    await gateway.datadog.fault("*", { status: 500 });
    for (let count = 0; count < 3; count++) await listedSources(gateway);
  }

  test("rejects reads and writes while it is open, and does not affect other sources", async () => {
    await openCircuit();
    const counts = await gateway.datadog.counts();
    const sources = await listedSources(gateway);
    expect(sources.get("datadog")).toEqual({
      source: { id: "datadog" },
      state: "FAILED",
      error: {
        code: "UNAVAILABLE",
        failure: "CIRCUIT_OPEN",
        retryable: true,
        message:
          "Could not list maintenance windows: Datadog (datadog) has failed several times in a row, so the gateway did not call it (last failure: it returned a server error). Try again in 600 seconds.",
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
    await listedSources(gateway);
    expect(Object.fromEntries(await sourceHealth(gateway))).toEqual({
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
      unreadableCount: 0,
      error: "UNAVAILABLE",
      failure: "CIRCUIT_OPEN",
    });
    expect(gateway.logs.filter(({ circuit }) => circuit !== undefined)).toMatchObject([
      {
        level: 40,
        source: "datadog",
        circuit: "OPEN",
        lastFailure: "SERVER_ERROR",
        msg: "circuit opened: calls to the source are paused",
      },
    ]);
  });

  test("lets reads return the last good result as STALE while it is open", async () => {
    gateway = await startTestGateway({ ...breaker, INVENTORY_STALE_IF_ERROR_SECONDS: "60" });
    await listedSources(gateway);
    await gateway.datadog.fault("*", { reset: true });
    for (let count = 0; count < 4; count++) await listedSources(gateway);
    expect((await listedSources(gateway)).get("datadog")).toMatchObject({ state: "STALE" });
  });

  test("lets one probe through after a while and closes if the probe succeeds", async () => {
    await openCircuit({ UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.datadog.reset();
    await expect
      .poll(async () => (await listedSources(gateway)).get("datadog")?.state, { timeout: 5_000 })
      .toBe("OK");
    expect((await sourceHealth(gateway)).get("datadog")).toEqual({
      state: "OK",
      circuit: "CLOSED",
      error: null,
    });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    // Failed probes are logged at debug level only.
    expect(gateway.logs.flatMap(({ circuit }) => circuit ?? [])).toEqual(["OPEN", "CLOSED"]);
  });

  test("opens on timeouts, connection resets and malformed responses", async () => {
    gateway = await startTestGateway({ ...breaker, UPSTREAM_TIMEOUT_MS: "150" });
    await gateway.datadog.fault("*", { hang: true }, 1);
    await gateway.datadog.fault("*", { reset: true }, 1);
    await gateway.datadog.fault("*", { body: { data: [{}] } }, 1);
    for (let count = 0; count < 3; count++) await listedSources(gateway);
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("OPEN");
  });

  test("closes on any response, even an unexpected one", async () => {
    await openCircuit({ UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.datadog.reset();
    await gateway.datadog.fault("*", { status: 418 });
    await expect
      .poll(async () => (await listedSources(gateway)).get("datadog")?.error?.code, { timeout: 5_000 })
      .toBe("INTERNAL");
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("CLOSED");
  });

  test("does not close on a call that could not be sent", async () => {
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
      .poll(async () => (await listedSources(gateway)).get("datadog")?.error?.code, { timeout: 5_000 })
      .toBe("UNAUTHENTICATED");
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).not.toBe("CLOSED");
    writeFileSync(String(DD_API_KEY_FILE), "key");
    await gateway.datadog.reset();
    expect((await listedSources(gateway)).get("datadog")?.state).toBe("OK");
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("CLOSED");
  });

  test.each([400, 401, 403, 404, 409, 422, 429])("never opens on status %s", async (status) => {
    gateway = await startTestGateway(breaker);
    await gateway.datadog.fault("*", { status, headers: { "x-ratelimit-reset": "100" } });
    for (let count = 0; count < 6; count++) await listedSources(gateway);
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("CLOSED");
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 6 });
  });

  test("never opens on calls that a client's shorter deadline cuts off", async () => {
    gateway = await startTestGateway(breaker);
    await gateway.datadog.fault("*", { latencyMs: 300 });
    const input = { id: datadogId(2), name: "renamed" };
    for (let count = 0; count < 5; count++) {
      const result = await gateway.query(
        `mutation {
        updateDatadogMaintenanceWindow(input: { id: "${input.id}", name: "${input.name}" }) { __typename }
      }`,
        {},
        { "x-request-timeout-ms": "60" },
      );
      expect(result.data.updateDatadogMaintenanceWindow.__typename).toBe("UpstreamError");
    }
    expect((await sourceHealth(gateway)).get("datadog")?.circuit).toBe("CLOSED");
  });

  test("opens on failed writes and accepts a write as the probe", async () => {
    gateway = await startTestGateway({ ...breaker, UPSTREAM_BREAKER_OPEN_MS: "100" });
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { status: 500 });
    const move = () =>
      mutate(gateway, "updateFlinkMaintenanceWindow", { id: arnOf("orders-enrichment"), startTime: "03:00" });
    // Three attempts of one write count as three failures in a row.
    expect(await move()).toMatchObject({ __typename: "UpstreamError", failure: "SERVER_ERROR" });
    expect((await sourceHealth(gateway)).get("aws-eu-central-1")?.circuit).toBe("OPEN");
    expect(await move()).toMatchObject({ failure: "CIRCUIT_OPEN", outcomeUnknown: false });
    await gateway.flink.reset();
    await expect.poll(async () => (await move()).outcome, { timeout: 5_000 }).toBe("UPDATED");
  });
});

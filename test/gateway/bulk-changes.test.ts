import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Datasources } from "../../src/datasources/registry.js";
import { changeWindows } from "../../src/inventory/bulk-changes.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf, changeMany, codesOf, datadogId, newWindow } from "../support/mutations.js";

let gateway: TestGateway;
beforeAll(async () => {
  // Import Datadog's client before the tests: the import would slow down the first calls.
  await loadSdk(pino({ level: "silent" }));
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const outcomes = (results: { outcome?: string; __typename: string }[]) =>
  results.map(({ outcome, __typename }) => outcome ?? __typename);

test("returns one result per change, in order, and continues after a failure", async () => {
  const results = await changeMany(gateway, [
    { updateFlink: { id: arnOf("orders-enrichment"), startTime: "01:00" } },
    { updateFlink: { id: arnOf("clickstream-sessions"), startTime: "01:00" } },
    { createDatadog: newWindow },
    { createDatadog: { ...newWindow, name: " ", endsAt: "2026-11-23T09:00:00Z" } },
    { updateDatadog: { id: datadogId(4), name: "Renamed" } },
    { deleteDatadog: { id: datadogId(9) } },
    { deleteDatadog: { id: datadogId(1) } },
    { updateFlink: { id: arnOf("legacy-sql-report", "us-east-1"), startTime: "01:00" } },
  ]);
  expect(outcomes(results)).toEqual([
    "UPDATED",
    "ConflictError",
    "CREATED",
    "ValidationError",
    "UPDATED",
    "NotFoundError",
    "DELETED",
    "UnsupportedOperationError",
  ]);
  expect(codesOf(results[3])).toEqual([
    ["changes.3.createDatadog.name", "REQUIRED"],
    ["changes.3.createDatadog.endsAt", "ENDS_BEFORE_START"],
  ]);
});

test("a warning names the change that it is about", async () => {
  const [, second] = await changeMany(gateway, [
    { deleteDatadog: { id: datadogId(1) } },
    { createDatadog: { ...newWindow, startsAt: "2026-11-22T11:00:00Z" } },
  ]);
  expect(second.warnings).toMatchObject([
    { code: "STARTS_IN_PAST", path: ["changes", "1", "createDatadog", "startsAt"] },
  ]);
});

test("applies changes to one window in order, whichever form of its id they use", async () => {
  const arn = arnOf("orders-enrichment");
  await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { latencyMs: 40 }, 1);
  await gateway.datadog.fault("UpdateMaintenanceWindow", { latencyMs: 40 }, 1);
  const results = await changeMany(gateway, [
    { updateFlink: { id: arn, startTime: "01:00" } },
    { updateDatadog: { id: datadogId(4), name: "one" } },
    { updateFlink: { id: `flink:${arn}`, startTime: "02:00" } },
    { updateDatadog: { id: datadogId(4), name: "two" } },
    { updateFlink: { id: arn, startTime: "02:00" } },
    { deleteDatadog: { id: datadogId(4) } },
    { updateDatadog: { id: datadogId(4), name: "three" } },
    { extendDatadog: { id: datadogId(2), by: "PT1H" } },
    { endDatadog: { id: datadogId(2) } },
  ]);
  expect(outcomes(results)).toEqual([
    "UPDATED",
    "UPDATED",
    "UPDATED",
    "UPDATED",
    "UNCHANGED",
    "DELETED",
    "NotFoundError",
    "UPDATED",
    "UPDATED",
  ]);
  expect(results[8].previous.endsAt).toBe("2026-11-22T15:00:00.000Z");
  expect(results[2].previous.startTime).toBe("01:00");
  expect(results[3].previous.name).toBe("one");
  expect(results[5].previous.name).toBe("two");
});

test("applies changes to different windows concurrently, up to the source's limit", async () => {
  const sources = [
    { id: "one", provider: "AWS_FLINK", region: "eu-central-1", endpoint: gateway.flink.url, concurrency: 4 },
    {
      id: "two",
      provider: "DATADOG",
      endpoint: gateway.datadog.url,
      apiKeyEnv: "DD_API_KEY",
      appKeyEnv: "DD_APP_KEY",
    },
  ];
  const limited = await startTestGateway(sourceFile(sources));
  try {
    await gateway.flink.seed({ applications: 20 });
    const latencyMs = 50;
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { latencyMs });
    const names = Array.from({ length: 20 }, (_, index) => `load-${String(index + 1).padStart(5, "0")}`);
    const results = await changeMany(
      limited,
      names.map((name) => ({ updateFlink: { id: arnOf(name), startTime: "23:45" } })),
    );
    expect(new Set(outcomes(results))).toEqual(new Set(["UPDATED"]));
    expect((await gateway.flink.mostAtOnce()).UpdateApplicationMaintenanceConfiguration).toBe(4);
  } finally {
    await limited.stop();
  }
});

test("creates a hundred windows after one list call", async () => {
  const changes = Array.from({ length: 100 }, (_, index) => ({
    createDatadog: { ...newWindow, name: `Window ${index}`, query: `service:s${index}` },
  }));
  expect(new Set(outcomes(await changeMany(gateway, changes)))).toEqual(new Set(["CREATED"]));
  const { ListMaintenanceWindows = 0, ...counts } = await gateway.datadog.counts();
  expect(counts).toEqual({ CreateMaintenanceWindow: 100 });
  expect(ListMaintenanceWindows).toBe(1);
});

test("deletes a hundred windows after one list call", async () => {
  await gateway.datadog.seed({ windows: 100 });
  const { data } = await gateway.query(
    `{ maintenanceWindows(first: 100, filter: { search: "Load" }) { nodes { ... on ScheduledWindow { id } } } }`,
  );
  const { ListMaintenanceWindows: before = 0 } = await gateway.datadog.counts();
  const changes = data.maintenanceWindows.nodes.map(({ id }: { id: string }) => ({ deleteDatadog: { id } }));
  expect(new Set(outcomes(await changeMany(gateway, changes)))).toEqual(new Set(["DELETED"]));
  expect(await gateway.datadog.counts()).toEqual({
    ListMaintenanceWindows: before + 1,
    DeleteMaintenanceWindow: 100,
  });
});

test("reports changes that were not sent for lack of time", async () => {
  const hasty = await startTestGateway({ REQUEST_TIMEOUT_MS: "2000", UPSTREAM_TIMEOUT_MS: "5000" });
  try {
    await hasty.query("{ maintenanceWindows { totalCount } }");
    // The gateway sends ten at once.
    await hasty.datadog.fault("CreateMaintenanceWindow", {}, 10);
    await hasty.datadog.fault("CreateMaintenanceWindow", { hang: true });
    const changes = Array.from({ length: 50 }, (_, index) => ({
      createDatadog: { ...newWindow, name: `Window ${index}` },
    }));
    const results = await changeMany(hasty, changes);
    const created = results.filter(({ outcome }: { outcome?: string }) => outcome === "CREATED");
    const untold = results.filter(({ outcomeUnknown }: { outcomeUnknown?: boolean }) => outcomeUnknown);
    const { CreateMaintenanceWindow: sent } = await hasty.datadog.counts();
    expect(created).toHaveLength(10);
    expect(untold).not.toHaveLength(0);
    // Some of the ten in progress at the deadline may not have arrived. The gateway cannot tell which.
    expect(sent).toBeLessThanOrEqual(created.length + untold.length);
    expect(sent).toBeGreaterThanOrEqual(created.length + untold.length - 10);
    const neverSent = results.filter(
      ({ outcomeUnknown }: { outcomeUnknown?: boolean }) => outcomeUnknown === false,
    );
    expect(neverSent).not.toHaveLength(0);
    expect(neverSent).toHaveLength(50 - created.length - untold.length);
    expect(neverSent[0]).toMatchObject({ failure: "TIMEOUT", retryable: true });
  } finally {
    await hasty.stop();
  }
});

test("returns the other results if one change hits a bug in the gateway", async () => {
  const mistakes: unknown[] = [];
  const datasources = {
    flink: { updateWindow: () => Promise.reject(new TypeError("a bug")) },
    datadog: { deleteWindow: async () => ({ kind: "DatadogMaintenanceWindowDeleted", warnings: [] }) },
  } as unknown as Datasources;
  const results = await changeWindows(
    [
      { updateFlink: { id: "a", startTime: "01:00", validateOnly: false } },
      { deleteDatadog: { id: "b", validateOnly: false } },
    ],
    datasources,
    (error) => mistakes.push(error),
  );
  expect(results).toMatchObject([
    { kind: "UpstreamError", code: "INTERNAL", provider: null, outcomeUnknown: true, retryable: false },
    { kind: "DatadogMaintenanceWindowDeleted" },
  ]);
  expect(JSON.stringify(results)).not.toContain("a bug");
  expect(mistakes).toEqual([new TypeError("a bug")]);
});

describe("the list of changes", () => {
  test("can be empty", async () => {
    expect(await changeMany(gateway, [])).toEqual([]);
  });

  test("is rejected only for entries with no change or more than one", async () => {
    const results = await changeMany(gateway, [
      {},
      { deleteDatadog: { id: datadogId(1) }, updateDatadog: { id: datadogId(1), name: "x" } },
      { deleteDatadog: null, updateDatadog: { id: datadogId(1), name: "x" } },
    ]);
    expect(outcomes(results)).toEqual(["ValidationError", "ValidationError", "UPDATED"]);
    expect(codesOf(results[0])).toEqual([["changes.0", "REQUIRED"]]);
    expect(codesOf(results[1])).toEqual([["changes.1", "MUTUALLY_EXCLUSIVE"]]);
  });

  test("is rejected with an error in each result if it has more than a hundred changes", async () => {
    const results = await changeMany(gateway, Array(101).fill({ deleteDatadog: { id: datadogId(1) } }));
    expect(results).toHaveLength(101);
    for (const result of results) expect(codesOf(result)).toEqual([["changes", "OUT_OF_RANGE"]]);
    expect(await gateway.datadog.counts()).toEqual({});
  });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf } from "../support/mutations.js";

let clock: ReturnType<typeof movableClock>;
let gateway: TestGateway;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "30" }, clock.now);
});
afterEach(() => gateway.stop());

async function history(name: string, given = "", region?: string) {
  const { data, errors } = await gateway.query(
    `{ flinkApplication(arn: "${arnOf(name, region)}") {
      maintenanceHistory${given} { operationId startedAt endedAt status duration }
    } }`,
  );
  return { runs: data.flinkApplication.maintenanceHistory, error: errors?.[0] };
}

test("returns the maintenance that AWS has performed, newest first", async () => {
  expect((await history("orders-enrichment")).runs).toEqual([
    {
      operationId: "orders-enrichment-maintenance-1",
      startedAt: "2026-11-10T06:37:00.000Z",
      endedAt: "2026-11-10T06:37:25.000Z",
      status: "SUCCESSFUL",
      duration: "PT25S",
    },
    expect.objectContaining({ startedAt: "2026-10-06T06:37:00.000Z" }),
    expect.objectContaining({ startedAt: "2026-08-24T06:37:00.000Z" }),
  ]);
  expect(await gateway.flink.sent("ListApplicationOperations")).toEqual([
    { ApplicationName: "orders-enrichment", Operation: "ApplicationMaintenance", Limit: 50 },
  ]);
});

test("returns no end and no duration for maintenance in progress", async () => {
  expect((await history("pricing-realtime")).runs).toEqual([
    {
      operationId: "pricing-realtime-maintenance-1",
      startedAt: "2026-11-22T11:59:40.000Z",
      endedAt: null,
      status: "IN_PROGRESS",
      duration: null,
    },
  ]);
});

test("returns at most `first` entries, from 0 to 50", async () => {
  expect((await history("orders-enrichment", "(first: 2)")).runs).toHaveLength(2);
  expect((await history("orders-enrichment", "(first: null)")).runs).toHaveLength(3);
  for (const first of [-1, 51]) {
    const { error, runs } = await history("orders-enrichment", `(first: ${first})`);
    expect(runs).toBeNull();
    expect(error?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ path: ["first"], code: "OUT_OF_RANGE" }],
    });
  }
});

test("returns an empty list for an application without maintenance and for one without a history in AWS", async () => {
  expect((await history("inventory-sync")).runs).toEqual([]);
  expect((await history("fleet-notebook")).runs).toEqual([]);
  expect((await history("legacy-sql-report", "", "us-east-1")).runs).toEqual([]);
});

test("reads the history once per application, however often an operation selects it, and again when it expires", async () => {
  const list = `{
    maintenanceWindows(filter: { providers: AWS_FLINK }) {
      nodes { ... on FlinkMaintenanceWindow {
        application { maintenanceHistory { status } last: maintenanceHistory(first: 1) { status } }
      } }
    }
  }`;
  const { data, errors } = await gateway.query(list);
  expect(errors).toBeUndefined();
  expect(data.maintenanceWindows.nodes).toHaveLength(10);
  await gateway.query(list);
  expect((await gateway.flink.counts()).ListApplicationOperations).toBe(10);
  clock.passSeconds(30);
  await gateway.query(list);
  expect((await gateway.flink.counts()).ListApplicationOperations).toBe(20);
});

test("makes one call for two concurrent queries", async () => {
  await gateway.flink.fault("ListApplicationOperations", { latencyMs: 100 });
  await Promise.all([history("orders-enrichment"), history("orders-enrichment")]);
  expect((await gateway.flink.counts()).ListApplicationOperations).toBe(1);
});

test("reads all pages and leaves out other operations", async () => {
  const run = (number: number, Operation = "ApplicationMaintenance") => ({
    Operation,
    OperationId: `run-${number}`,
    StartTime: 1_700_000_000 + number,
    EndTime: 1_700_000_060 + number,
    OperationStatus: number === 3 ? "EXPLODED" : "FAILED",
  });
  const pages = [
    { ApplicationOperationInfoList: [run(1), run(2, "StopApplication")], NextToken: "next" },
    { ApplicationOperationInfoList: [run(3)] },
  ];
  for (const body of pages) {
    await gateway.flink.fault("ListApplicationOperations", { status: 200, body }, 1);
  }
  const { runs } = await history("orders-enrichment");
  expect(runs).toMatchObject([
    { operationId: "run-3", status: "UNKNOWN", duration: "PT1M" },
    { operationId: "run-1", status: "FAILED" },
  ]);
  expect(await gateway.flink.sent("ListApplicationOperations")).toMatchObject([{}, { NextToken: "next" }]);
});

test("stops reading a list that never ends", async () => {
  const body = { ApplicationOperationInfoList: [], NextToken: "next" };
  await gateway.flink.fault("ListApplicationOperations", { status: 200, body });
  expect((await history("orders-enrichment")).runs).toEqual([]);
  expect((await gateway.flink.counts()).ListApplicationOperations).toBe(5);
});

test.each([
  ["a denied call", { errorType: "AccessDeniedException" }, "PERMISSION_DENIED"],
  ["status 501", { status: 501, errorType: "InternalFailure" }, "UNIMPLEMENTED"],
  [
    "status 501 about another resource",
    { status: 501, errorType: "UnsupportedOperationException" },
    "UNIMPLEMENTED",
  ],
  ["an unknown operation", { errorType: "UnknownOperationException" }, "UNIMPLEMENTED"],
  ["a malformed list", { status: 200, body: { ApplicationOperationInfoList: "none" } }, "INTERNAL"],
  [
    "an entry without times",
    {
      status: 200,
      body: { ApplicationOperationInfoList: [{ Operation: "ApplicationMaintenance", OperationId: "a" }] },
    },
    "INTERNAL",
  ],
])("fails the field and does not cache the error after %s", async (_name, fault, code) => {
  await gateway.flink.fault("ListApplicationOperations", fault, 1);
  expect((await history("orders-enrichment")).error?.extensions).toMatchObject({
    code,
    provider: "AWS_FLINK",
  });
  expect((await history("orders-enrichment")).runs).toHaveLength(3);
});

test("calls AWS for no maintenance if `first` is 0", async () => {
  expect((await history("orders-enrichment", "(first: 0)")).runs).toEqual([]);
  expect((await gateway.flink.counts()).ListApplicationOperations).toBeUndefined();
});

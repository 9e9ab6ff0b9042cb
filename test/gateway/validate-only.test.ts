import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, changeMany, codesOf, datadogId, mutate, newWindow } from "../support/mutations.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const validateOnly = true;
const reads = ["ListMaintenanceWindows", "ListApplications", "DescribeApplication"];

async function expectOnlyReads() {
  const counts = { ...(await gateway.flink.counts()), ...(await gateway.datadog.counts()) };
  expect(Object.keys(counts).filter((operation) => !reads.includes(operation))).toEqual([]);
}

describe("a dry run sends no write and returns the resulting window", () => {
  test("for updateFlinkMaintenanceWindow", async () => {
    const input = { id: arnOf("orders-enrichment"), startTime: "20:30" };
    const preview = await mutate(gateway, "updateFlinkMaintenanceWindow", { ...input, validateOnly });
    expect(preview).toMatchObject({
      outcome: "VALIDATED",
      window: { startTime: "20:30", endTime: "04:30" },
      previous: { startTime: "06:00", endTime: "14:00" },
      warnings: [{ code: "APPLIES_FROM_NEXT_SCHEDULING" }],
    });
    await expectOnlyReads();
    const made = await mutate(gateway, "updateFlinkMaintenanceWindow", input);
    expect(made).toEqual({ ...preview, outcome: "UPDATED" });
  });

  test("for createDatadogMaintenanceWindow, with the nil UUID", async () => {
    const preview = await mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, validateOnly });
    expect(preview).toMatchObject({
      outcome: "VALIDATED",
      previous: null,
      window: {
        id: "datadog:datadog:00000000-0000-0000-0000-000000000000",
        uuid: "00000000-0000-0000-0000-000000000000",
        name: "Release",
        status: "SCHEDULED",
        createdBy: null,
      },
    });
    await expectOnlyReads();
    const made = await mutate(gateway, "createDatadogMaintenanceWindow", newWindow);
    expect(made.window.revision).toBe(preview.window.revision);
    expect(made.warnings).toEqual(preview.warnings);
  });

  test.each([
    ["updateDatadogMaintenanceWindow", { id: datadogId(4), name: "Later", endsAt: "2026-11-23T00:00:00Z" }],
    ["endDatadogMaintenanceWindow", { id: datadogId(2) }],
    ["extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT30M" }],
  ] as const)("for %s", async (name, input) => {
    const preview = await mutate(gateway, name, { ...input, validateOnly });
    expect(preview.outcome).toBe("VALIDATED");
    expect(preview.window.revision).not.toBe(preview.previous.revision);
    await expectOnlyReads();
    expect(await mutate(gateway, name, input)).toEqual({ ...preview, outcome: "UPDATED" });
  });

  test("for deleteDatadogMaintenanceWindow, with the previous window", async () => {
    const preview = await mutate(gateway, "deleteDatadogMaintenanceWindow", {
      id: datadogId(1),
      validateOnly,
    });
    expect(preview).toMatchObject({
      outcome: "VALIDATED",
      deletedWindowId: datadogId(1),
      previous: { name: "Network move, rack 12" },
    });
    await expectOnlyReads();
  });

  test("with VALIDATED if nothing would change, whatever the application's status", async () => {
    const busy = { id: arnOf("clickstream-sessions"), startTime: "06:00", validateOnly };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", busy)).toMatchObject({
      outcome: "VALIDATED",
    });
    const same = { id: datadogId(4), name: "Checkout release", validateOnly };
    const preview = await mutate(gateway, "updateDatadogMaintenanceWindow", same);
    expect(preview.outcome).toBe("VALIDATED");
    expect(preview.window).toEqual(preview.previous);
  });

  test("within a bulk change", async () => {
    const results = await changeMany(gateway, [
      { createDatadog: { ...newWindow, validateOnly } },
      { deleteDatadog: { id: datadogId(1), validateOnly } },
      { updateFlink: { id: arnOf("inventory-sync"), startTime: "01:00", validateOnly } },
    ]);
    expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(3).fill("VALIDATED"));
    await expectOnlyReads();
  });
});

describe("a dry run reports why the change would be rejected", () => {
  test("with all violations at once, before any read", async () => {
    const input = { ...newWindow, name: " ", query: "*", endsAt: "2026-11-23T09:00:00Z", validateOnly };
    const preview = await mutate(gateway, "createDatadogMaintenanceWindow", input);
    expect(codesOf(preview)).toEqual([
      ["input.name", "REQUIRED"],
      ["input.query", "BROAD_QUERY"],
      ["input.endsAt", "ENDS_BEFORE_START"],
    ]);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("if the window does not exist", async () => {
    for (const name of ["deleteDatadogMaintenanceWindow", "endDatadogMaintenanceWindow"] as const) {
      const preview = await mutate(gateway, name, { id: datadogId(9), validateOnly });
      expect(preview).toMatchObject({ __typename: "NotFoundError", resourceId: datadogId(9) });
    }
  });

  test("if the revision is stale", async () => {
    const input = { id: datadogId(4), name: "x", ifRevision: "older", validateOnly };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      __typename: "ConflictError",
      reason: "STALE_REVISION",
    });
  });

  test("if AWS does not accept changes to the application now, or ever", async () => {
    const busy = { id: arnOf("clickstream-sessions"), startTime: "01:00", validateOnly };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", busy)).toMatchObject({
      __typename: "ConflictError",
      reason: "RESOURCE_IN_USE",
      provider: null,
      retryable: true,
      current: { startTime: "06:00" },
      message: expect.stringContaining("is UPDATING"),
    });
    const sql = { id: arnOf("legacy-sql-report", "us-east-1"), startTime: "01:00", validateOnly };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", sql)).toMatchObject({
      __typename: "UnsupportedOperationError",
      provider: null,
    });
    await expectOnlyReads();
  });

  test("if the provider cannot be read", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    expect(
      await mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, validateOnly }),
    ).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: false });
  });
});

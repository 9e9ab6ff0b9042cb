import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import type { MutationName } from "../support/mutations.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";

/** Caches reads for an hour. The gateway must not compare `ifRevision` with cached data. */
const remembering = { INVENTORY_MAX_AGE_SECONDS: "3600", FLINK_DESCRIBE_MAX_AGE_SECONDS: "3600" };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const flinkId = `flink:${arnOf("orders-enrichment")}`;

async function revisionOf(id: string, asked: Pick<TestGateway, "query"> = gateway): Promise<string> {
  const { data } = await asked.query(
    `{ maintenanceWindow(id: "${id}") { ... on ScheduledWindow { revision } } }`,
  );
  return data.maintenanceWindow.revision;
}

const changes: readonly (readonly [MutationName, Record<string, unknown>])[] = [
  ["updateFlinkMaintenanceWindow", { id: flinkId, startTime: "01:00" }],
  ["updateDatadogMaintenanceWindow", { id: datadogId(2), name: "mine" }],
  ["endDatadogMaintenanceWindow", { id: datadogId(2) }],
  ["extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" }],
  ["deleteDatadogMaintenanceWindow", { id: datadogId(2) }],
];

describe.each(changes)("%s", (name, input) => {
  const id = String(input.id);

  test("applies the change if the revision matches", async () => {
    const ifRevision = await revisionOf(id);
    const { outcome } = await mutate(gateway, name, { ...input, ifRevision });
    expect(["UPDATED", "DELETED"]).toContain(outcome);
  });

  test("sends nothing and returns the current window if the revision does not match", async () => {
    const result = await mutate(gateway, name, { ...input, ifRevision: "another" });
    expect(result).toMatchObject({
      __typename: "ConflictError",
      code: "ABORTED",
      reason: "STALE_REVISION",
      provider: null,
      retryable: false,
      current: { id, revision: await revisionOf(id) },
    });
    const sent = { ...(await gateway.flink.counts()), ...(await gateway.datadog.counts()) };
    expect(Object.keys(sent).filter((operation) => /^(?:Update|Delete)/.test(operation))).toEqual([]);
  });

  test("succeeds for one of two callers with the same revision, and the other gets the new state", async () => {
    const ifRevision = await revisionOf(id);
    const other = "by" in input ? { by: "PT2H" } : "startTime" in input ? { startTime: "02:00" } : {};
    const results = await Promise.all([
      mutate(gateway, name, { ...input, ifRevision }),
      mutate(gateway, name, { ...input, ...other, ifRevision }),
    ]);
    const [won, ...more] = results.filter(({ outcome }) => outcome !== undefined);
    expect(more).toEqual([]);
    const lost = results.find((result) => result !== won);
    if (name.startsWith("delete")) expect(lost).toMatchObject({ __typename: "NotFoundError" });
    else {
      expect(lost).toMatchObject({ reason: "STALE_REVISION", current: { revision: won.window.revision } });
    }
  });
});

test("a change made outside the gateway is detected, even if the cache does not contain it", async () => {
  const slow = await startTestGateway(remembering);
  try {
    await slow.query("{ maintenanceWindows { totalCount } }");
    const ifRevision = await revisionOf(datadogId(4), slow);
    const elsewhere = await fetch(
      `${slow.datadog.url}/api/v2/maintenance_windows/${datadogId(4).slice(16)}`,
      {
        method: "PUT",
        headers: { "dd-api-key": "a", "dd-application-key": "b" },
        body: JSON.stringify({ data: { type: "maintenance_window", attributes: { name: "theirs" } } }),
      },
    );
    expect(elsewhere.status).toBe(200);
    expect(await revisionOf(datadogId(4), slow)).toBe(ifRevision);
    const input = { id: datadogId(4), name: "mine", ifRevision };
    expect(await mutate(slow, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      reason: "STALE_REVISION",
      current: { name: "theirs" },
    });
    // The next read returns the window from the conflict.
    expect(await revisionOf(datadogId(4), slow)).not.toBe(ifRevision);
  } finally {
    await slow.stop();
  }
});

describe("without ifRevision, with cached reads", () => {
  let remembers: TestGateway;
  beforeEach(async () => {
    remembers = await startTestGateway(remembering);
    await remembers.query("{ maintenanceWindows { totalCount } }");
    return () => remembers.stop();
  });

  const calls = async () => ({ ...(await remembers.flink.counts()), ...(await remembers.datadog.counts()) });
  const read = { ListApplications: 2, DescribeApplication: 12, ListMaintenanceWindows: 1 };

  test.each([
    ["updateFlinkMaintenanceWindow", "UpdateApplicationMaintenanceConfiguration"],
    ["updateDatadogMaintenanceWindow", "UpdateMaintenanceWindow"],
    ["deleteDatadogMaintenanceWindow", "DeleteMaintenanceWindow"],
  ] as const)("%s makes one call", async (name, operation) => {
    const [, input] = changes.find(([changed]) => changed === name) ?? [];
    const result = await mutate(remembers, name, input ?? {});
    expect(["UPDATED", "DELETED"]).toContain(result.outcome);
    expect(result.previous).not.toBeNull();
    expect(await calls()).toEqual({ ...read, [operation]: 1 });
  });

  test("a creation makes one call", async () => {
    const input = { name: "n", query: "q:r", startsAt: "2026-12-01T00:00:00Z", duration: "PT1H" };
    expect(await mutate(remembers, "createDatadogMaintenanceWindow", input)).toMatchObject({
      outcome: "CREATED",
    });
    expect(await calls()).toEqual({ ...read, CreateMaintenanceWindow: 1 });
  });

  test("UNCHANGED is never returned without a new read", async () => {
    const arn = arnOf("orders-enrichment");
    expect(
      await mutate(remembers, "updateFlinkMaintenanceWindow", { id: arn, startTime: "06:00" }),
    ).toMatchObject({
      outcome: "UNCHANGED",
    });
    expect(await calls()).toEqual({ ...read, DescribeApplication: 13 });
  });

  test("a change is not rejected before a new read of the window", async () => {
    const uuid = datadogId(4).slice(16);
    await fetch(`${remembers.datadog.url}/api/v2/maintenance_windows/${uuid}`, {
      method: "PUT",
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
      body: JSON.stringify({
        data: { type: "maintenance_window", attributes: { start_at: "2026-11-22T13:00:00Z" } },
      }),
    });
    // With the cached start, the window would end before it starts.
    const input = { id: datadogId(4), endsAt: "2026-11-22T17:00:00Z" };
    expect(await mutate(remembers, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
      previous: { startsAt: "2026-11-22T13:00:00.000Z" },
    });
  });

  test("a relative change reads the current window first", async () => {
    await mutate(remembers, "extendDatadogMaintenanceWindow", { id: datadogId(2), by: "PT1H" });
    expect(await calls()).toEqual({ ...read, ListMaintenanceWindows: 2, UpdateMaintenanceWindow: 1 });
  });

  test("a provider's conflict returns the current window, not the cached one", async () => {
    const uuid = datadogId(4).slice(16);
    await fetch(`${remembers.datadog.url}/api/v2/maintenance_windows/${uuid}`, {
      method: "PUT",
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
      body: JSON.stringify({ data: { type: "maintenance_window", attributes: { name: "theirs" } } }),
    });
    await remembers.datadog.fault("UpdateMaintenanceWindow", { status: 409 });
    const input = { id: datadogId(4), name: "mine" };
    expect(await mutate(remembers, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      reason: "CONCURRENT_MODIFICATION",
      current: { name: "theirs" },
    });
  });

  test("a window that a write found to be deleted is no longer listed", async () => {
    await remembers.datadog.fault("DeleteMaintenanceWindow", { status: 404, carriedOut: true }, 1);
    const input = { id: datadogId(1) };
    expect(await mutate(remembers, "deleteDatadogMaintenanceWindow", input)).toMatchObject({
      __typename: "NotFoundError",
    });
    const { data } = await remembers.query(
      `{ maintenanceWindows(filter: { providers: DATADOG }) { totalCount } }`,
    );
    expect(data.maintenanceWindows.totalCount).toBe(4);
  });
});

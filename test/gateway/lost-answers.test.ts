import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import type { MutationName } from "../support/mutations.js";
import { arnOf, changeMany, datadogId, mutate, mutationNames, newWindow } from "../support/mutations.js";

const timeouts = { UPSTREAM_TIMEOUT_MS: "300", REQUEST_TIMEOUT_MS: "3000" };

let gateway: TestGateway;
beforeAll(async () => {
  // The import of Datadog's client takes longer than the time limit here.
  await loadSdk(pino({ level: "silent" }));
  gateway = await startTestGateway(timeouts);
  await gateway.query("{ maintenanceWindows { totalCount } }");
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

/** Each mutation, the operation that it sends, and how the windows then are. */
const writes: Readonly<
  Record<
    MutationName,
    { readonly operation: string; readonly input: Record<string, unknown>; readonly made: unknown }
  >
> = {
  updateFlinkMaintenanceWindow: {
    operation: "UpdateApplicationMaintenanceConfiguration",
    input: { id: arnOf("orders-enrichment"), startTime: "01:00" },
    made: "01:00",
  },
  createDatadogMaintenanceWindow: {
    operation: "CreateMaintenanceWindow",
    input: newWindow,
    made: ["2026-11-23T12:00:00Z"],
  },
  updateDatadogMaintenanceWindow: {
    operation: "UpdateMaintenanceWindow",
    input: { id: datadogId(2), name: "Release" },
    made: ["2026-11-22T14:00:00Z"],
  },
  endDatadogMaintenanceWindow: {
    operation: "UpdateMaintenanceWindow",
    input: { id: datadogId(2) },
    made: ["2026-11-22T12:00:00Z"],
  },
  extendDatadogMaintenanceWindow: {
    operation: "UpdateMaintenanceWindow",
    input: { id: datadogId(2), by: "PT1H" },
    made: ["2026-11-22T15:00:00Z"],
  },
  deleteDatadogMaintenanceWindow: {
    operation: "DeleteMaintenanceWindow",
    input: { id: datadogId(2) },
    made: [],
  },
};

const controlOf = (name: MutationName, of: TestGateway) => (name.includes("Flink") ? of.flink : of.datadog);

/** What the provider has now: the start of the Flink window, or the ends of those that the mutation is about. */
async function stateOf(name: MutationName): Promise<unknown> {
  if (name.includes("Flink")) {
    const { data } = await gateway.query(
      `{ flinkApplication(arn: "${arnOf("orders-enrichment")}") { maintenanceWindow { startTime } } }`,
    );
    return data.flinkApplication.maintenanceWindow.startTime;
  }
  const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
    headers: { "dd-api-key": "a", "dd-application-key": "b" },
  });
  const { data } = (await response.json()) as {
    data: { id: string; attributes: { name: string; end_at: string } }[];
  };
  const isMeant = ({ id, attributes }: (typeof data)[number]) =>
    name.startsWith("create") ? attributes.name === newWindow.name : datadogId(2).endsWith(id);
  return data.filter(isMeant).map(({ attributes }) => attributes.end_at);
}

/** How an answer gets lost once, and whether the write was carried out. */
const losses: Readonly<Record<string, Fault>> = {
  "reset before it acts": { reset: true },
  "reset in the middle of its answer": { truncate: true },
  "reset after it has acted": { reset: true, carriedOut: true },
  "hanging before it acts": { hang: true },
  "so slow that it acts after the time-out": { latencyMs: 500 },
  "hanging after it has acted": { hang: true, carriedOut: true },
  "reset, and acting then": { reset: true, carriedOutAfterMs: 300 },
  "failing before it acts": { status: 500 },
  "taking no requests": { status: 503 },
  "said to take none, and acting": { status: 503, carriedOut: true },
  "failing after it has acted": { status: 500, carriedOut: true },
  "hidden by a proxy's failure": { status: 502, body: "<html>", contentType: "text/html", carriedOut: true },
  "answering what cannot be read": { status: 200, body: "<html>", carriedOut: true },
};

describe.each(mutationNames)("%s, the provider", (name) => {
  const { operation, input, made } = writes[name];

  test.each(Object.entries(losses))("%s", async (loss, fault) => {
    await controlOf(name, gateway).fault(operation, fault, 1);
    const result = await mutate(gateway, name, input);
    const { [operation]: sentCount } = await controlOf(name, gateway).counts();

    if (name.startsWith("create") && loss === "hanging before it acts") {
      // It may be at it still: nobody can tell, and so nothing is sent again.
      expect(result).toMatchObject({ __typename: "UpstreamError", failure: "TIMEOUT", outcomeUnknown: true });
      expect(sentCount).toBe(1);
      expect(await stateOf(name)).toEqual([]);
      return;
    }
    expect(["CREATED", "UPDATED", "DELETED"]).toContain(result.outcome);
    expect(await stateOf(name)).toEqual(made);
    if (name.startsWith("create")) {
      const wasSurelyNotMade = [
        "reset before it acts",
        "failing before it acts",
        "taking no requests",
      ].includes(loss);
      expect(sentCount).toBe(wasSurelyNotMade ? 2 : 1);
    } else {
      expect(sentCount).toBe(2);
    }
  });

  test.each([
    ["reset each time", { reset: true, carriedOut: true }],
    ["hanging each time", { hang: true, carriedOut: true }],
  ])("%s, after it has acted", async (_name, fault) => {
    await controlOf(name, gateway).fault(operation, fault);
    const result = await mutate(gateway, name, input);
    expect(await stateOf(name)).toEqual(made);
    if (name.startsWith("create")) expect(result).toMatchObject({ outcome: "CREATED" });
    else expect(result).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    const { [operation]: sentCount } = await controlOf(name, gateway).counts();
    expect(sentCount).toBe(name.startsWith("create") ? 1 : 3);
  });

  test.each([
    ["before", null],
    ["while", { hang: true }],
    ["after", { hang: true, carriedOut: true }],
  ] as const)("killed %s it acts", async (moment, fault) => {
    const doomed = await startTestGateway(timeouts);
    try {
      const control = controlOf(name, doomed);
      if (fault === null) {
        await control.close();
        expect(await mutate(doomed, name, input)).toMatchObject({
          __typename: "UpstreamError",
          failure: "UNREACHABLE",
          outcomeUnknown: false,
          retryable: true,
        });
        return;
      }
      await control.fault(operation, fault);
      const write = mutate(doomed, name, input);
      await expect
        .poll(async () => (await control.counts())[operation], { interval: 5, timeout: 5_000 })
        .toBe(1);
      await control.close();
      expect(await write, moment).toMatchObject({
        __typename: "UpstreamError",
        outcomeUnknown: true,
        message: expect.stringContaining("look before you repeat it"),
      });
    } finally {
      await doomed.stop();
    }
  });
});

describe("with ifRevision, a lost answer is looked after before the write is repeated", () => {
  const id = datadogId(2);
  const revision = async () => {
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${id}") { ... on ScheduledWindow { revision } } }`,
    );
    return data.maintenanceWindow.revision;
  };
  const attributes = { name: "theirs" };
  const theirs = { status: 500, body: "" };

  test("carried out: it is not sent again", async () => {
    const ifRevision = await revision();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { reset: true, carriedOut: true }, 1);
    const input = { id, name: "mine", ifRevision };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
      window: { name: "mine" },
    });
    expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 1 });
  });

  test("a deletion that was carried out is one", async () => {
    const ifRevision = await revision();
    await gateway.datadog.fault("DeleteMaintenanceWindow", { reset: true, carriedOut: true }, 1);
    expect(await mutate(gateway, "deleteDatadogMaintenanceWindow", { id, ifRevision })).toMatchObject({
      outcome: "DELETED",
    });
    expect(await gateway.datadog.counts()).toMatchObject({ DeleteMaintenanceWindow: 1 });
  });

  test("not carried out, and changed by another since: nothing is overwritten", async () => {
    const ifRevision = await revision();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { ...theirs, latencyMs: 150 }, 1);
    const write = mutate(gateway, "updateDatadogMaintenanceWindow", { id, name: "mine", ifRevision });
    await expect
      .poll(async () => (await gateway.datadog.counts()).UpdateMaintenanceWindow, { interval: 5 })
      .toBe(1);
    await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows/${id.slice(16)}`, {
      method: "PUT",
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
      body: JSON.stringify({ data: { type: "maintenance_window", attributes } }),
    });
    // Nobody can tell whether it was made before theirs.
    expect(await write).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 2 });
  });

  test("and it cannot be looked after: the outcome is unknown", async () => {
    const ifRevision = await revision();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { reset: true, carriedOut: true }, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", {}, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    const input = { id, name: "mine", ifRevision };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      outcomeUnknown: true,
    });
    expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 1 });
  });
});

describe("what is answered definitely is not sent again", () => {
  test.each(mutationNames)("%s", async (name) => {
    const { operation, input } = writes[name];
    await controlOf(name, gateway).fault(operation, { status: 403 });
    expect(await mutate(gateway, name, input)).toMatchObject({ __typename: "AccessError" });
    expect(await controlOf(name, gateway).counts()).toMatchObject({ [operation]: 1 });
  });
});

test("a definite answer to a repetition does not settle what came before it", async () => {
  const { operation, input } = writes.updateFlinkMaintenanceWindow;
  await gateway.flink.fault(operation, { reset: true, carriedOut: true }, 1);
  await gateway.flink.fault(operation, { errorType: "AccessDeniedException" });
  expect(await mutate(gateway, "updateFlinkMaintenanceWindow", input)).toMatchObject({
    __typename: "UpstreamError",
    failure: "UNREACHABLE",
    outcomeUnknown: true,
  });
  expect(await gateway.flink.counts()).toMatchObject({ [operation]: 2 });
});

test("a window that is gone by the time of the repetition is not found", async () => {
  const { operation, input } = writes.updateDatadogMaintenanceWindow;
  await gateway.datadog.fault(operation, { reset: true }, 1);
  await gateway.datadog.fault(operation, { status: 404 });
  expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
    __typename: "NotFoundError",
    resourceId: datadogId(2),
  });
  expect(await gateway.datadog.counts()).toMatchObject({ [operation]: 2 });
});

test("each of many changes is repeated and looked for by itself", async () => {
  for (const operation of ["CreateMaintenanceWindow", "UpdateMaintenanceWindow", "DeleteMaintenanceWindow"]) {
    await gateway.datadog.fault(operation, { reset: true, carriedOut: true }, 1);
  }
  const { operation } = writes.updateFlinkMaintenanceWindow;
  await gateway.flink.fault(operation, { reset: true, carriedOut: true }, 1);
  const results = await changeMany(gateway, [
    { updateFlink: writes.updateFlinkMaintenanceWindow.input },
    { createDatadog: newWindow },
    { updateDatadog: { id: datadogId(2), name: "Release" } },
    { deleteDatadog: { id: datadogId(1) } },
  ]);
  expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    "UPDATED",
    "CREATED",
    "UPDATED",
    "DELETED",
  ]);
});

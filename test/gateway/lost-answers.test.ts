import type { TestContext } from "vitest";
import { beforeAll, describe, expect, test } from "vitest";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway, testGatewayFor } from "../support/gateway.js";
import type { MutationName } from "../support/mutations.js";
import { arnOf, changeMany, datadogId, mutate, mutationNames, newWindow } from "../support/mutations.js";

/** For faults that let a call time out. The others need no short timeout, which a busy machine could exceed. */
const shortTimeout = { UPSTREAM_TIMEOUT_MS: "1200" };

// Importing the providers' clients takes longer than the timeout in some of these tests.
beforeAll(async () => {
  const gateway = await startTestGateway();
  await gateway.query("{ maintenanceWindows { totalCount } }");
  await gateway.stop();
});

/** Starts the gateway of one test, so that all tests run concurrently. Most of them wait for timeouts and retries. */
const gatewayFor = (context: TestContext, fault: Fault = {}) =>
  testGatewayFor(context, {
    // Each attempt then sends the write exactly once.
    UPSTREAM_KEEP_ALIVE_TIMEOUT_MS: "0",
    ...("hang" in fault || "latencyMs" in fault ? shortTimeout : {}),
  });

/** For each mutation: the operation that it sends, its input, and the state of the windows afterwards. */
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

/** Reads the provider's state: the start of the Flink window, or the ends of the Datadog windows that the mutation affects. */
async function stateOf(name: MutationName, gateway: TestGateway): Promise<unknown> {
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

/** Ways in which a provider can lose one response, and whether it applies the write. */
const losses: Readonly<Record<string, Fault>> = {
  "resets the connection without applying the write": { reset: true },
  "resets the connection in the middle of its response": { truncate: true },
  "resets the connection after applying the write": { reset: true, carriedOut: true },
  "hangs without applying the write": { hang: true },
  "applies the write after the timeout": { latencyMs: 1_700 },
  "hangs after applying the write": { hang: true, carriedOut: true },
  "resets the connection and then applies the write": { reset: true, carriedOutAfterMs: 300 },
  "returns 500 without applying the write": { status: 500 },
  "returns 503 without applying the write": { status: 503 },
  "returns 503 after applying the write": { status: 503, carriedOut: true },
  "returns 500 after applying the write": { status: 500, carriedOut: true },
  "applies the write behind a failing proxy": {
    status: 502,
    body: "<html>",
    contentType: "text/html",
    carriedOut: true,
  },
  "returns a malformed response after applying the write": {
    status: 200,
    body: "<html>",
    carriedOut: true,
  },
};

describe.concurrent.each(mutationNames)("%s", (name) => {
  const { operation, input, made } = writes[name];

  test.for(Object.entries(losses))(
    "ends with the write applied, or with an unknown outcome, if the provider %s",
    async ([loss, fault], context) => {
      const gateway = await gatewayFor(context, fault);
      await controlOf(name, gateway).fault(operation, fault, 1);
      const result = await mutate(gateway, name, input);
      const { [operation]: sentCount } = await controlOf(name, gateway).counts();

      if (name.startsWith("create") && loss === "hangs without applying the write") {
        // The provider may still apply it, so the gateway does not send it again.
        expect(result).toMatchObject({
          __typename: "UpstreamError",
          failure: "TIMEOUT",
          outcomeUnknown: true,
        });
        expect(sentCount).toBe(1);
        expect(await stateOf(name, gateway)).toEqual([]);
        return;
      }
      expect(["CREATED", "UPDATED", "DELETED"]).toContain(result.outcome);
      expect(await stateOf(name, gateway)).toEqual(made);
      if (name.startsWith("create")) {
        const wasSurelyNotMade = [
          "resets the connection without applying the write",
          "returns 500 without applying the write",
          "returns 503 without applying the write",
        ].includes(loss);
        expect(sentCount).toBe(wasSurelyNotMade ? 2 : 1);
      } else {
        expect(sentCount).toBe(2);
      }
    },
  );

  test.for([
    ["resets the connection", { reset: true, carriedOut: true }],
    ["hangs", { hang: true, carriedOut: true }],
  ] as const)(
    "finds a created window, or reports an unknown outcome, if the provider %s each time after applying the write",
    async ([_name, fault], context) => {
      const gateway = await gatewayFor(context, fault);
      await controlOf(name, gateway).fault(operation, fault);
      const result = await mutate(gateway, name, input);
      expect(await stateOf(name, gateway)).toEqual(made);
      if (name.startsWith("create")) expect(result).toMatchObject({ outcome: "CREATED" });
      else expect(result).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
      const { [operation]: sentCount } = await controlOf(name, gateway).counts();
      expect(sentCount).toBe(name.startsWith("create") ? 1 : 3);
    },
  );

  test.for([
    ["before", null],
    ["while", { hang: true }],
    ["after", { hang: true, carriedOut: true }],
  ] as const)(
    "reports whether the outcome is known if the provider dies %s it applies the write",
    async ([moment, fault], context) => {
      const doomed = await gatewayFor(context, fault ?? {});
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
      await context.expect
        .poll(async () => (await control.counts())[operation], { interval: 5, timeout: 5_000 })
        .toBe(1);
      await control.close();
      expect(await write, moment).toMatchObject({
        __typename: "UpstreamError",
        outcomeUnknown: true,
        message: expect.stringContaining("check before you repeat it"),
      });
    },
  );
});

test.concurrent("an update that timed out may be applied over a later change, although its retry succeeded", async (context) => {
  const slow = { latencyMs: 6_000 };
  const gateway = await gatewayFor(context, slow);
  const id = datadogId(2);
  await gateway.datadog.fault("UpdateMaintenanceWindow", slow, 1);
  for (const name of ["first", "second"]) {
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", { id, name })).toMatchObject({
      outcome: "UPDATED",
      window: { name },
    });
  }
  const nameOf = async (): Promise<string | undefined> => {
    const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
    });
    const { data } = (await response.json()) as { data: { id: string; attributes: { name: string } }[] };
    return data.find((window) => id.endsWith(window.id))?.attributes.name;
  };
  expect(await nameOf()).toBe("second");
  await context.expect.poll(nameOf, { interval: 50, timeout: 10_000 }).toBe("first");
  expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 3 });
});

describe.concurrent("with ifRevision, the gateway reads the window before it retries a write whose response was lost", () => {
  const id = datadogId(2);
  const revision = async (gateway: TestGateway) => {
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${id}") { ... on ScheduledWindow { revision } } }`,
    );
    return data.maintenanceWindow.revision;
  };
  const attributes = { name: "theirs" };
  const theirs = { status: 500, body: "" };

  test("and does not retry a write that was applied", async (context) => {
    const gateway = await gatewayFor(context);
    const ifRevision = await revision(gateway);
    await gateway.datadog.fault("UpdateMaintenanceWindow", { reset: true, carriedOut: true }, 1);
    const input = { id, name: "mine", ifRevision };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
      outcome: "UPDATED",
      window: { name: "mine" },
    });
    expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 1 });
  });

  test("and does not retry a deletion that was applied", async (context) => {
    const gateway = await gatewayFor(context);
    const ifRevision = await revision(gateway);
    await gateway.datadog.fault("DeleteMaintenanceWindow", { reset: true, carriedOut: true }, 1);
    expect(await mutate(gateway, "deleteDatadogMaintenanceWindow", { id, ifRevision })).toMatchObject({
      outcome: "DELETED",
    });
    expect(await gateway.datadog.counts()).toMatchObject({ DeleteMaintenanceWindow: 1 });
  });

  test("and does not overwrite another change if the write was not applied", async (context) => {
    const gateway = await gatewayFor(context);
    const ifRevision = await revision(gateway);
    await gateway.datadog.fault("UpdateMaintenanceWindow", { ...theirs, latencyMs: 600 }, 1);
    const write = mutate(gateway, "updateDatadogMaintenanceWindow", { id, name: "mine", ifRevision });
    await context.expect
      .poll(async () => (await gateway.datadog.counts()).UpdateMaintenanceWindow, { interval: 5 })
      .toBe(1);
    await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows/${id.slice(16)}`, {
      method: "PUT",
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
      body: JSON.stringify({ data: { type: "maintenance_window", attributes } }),
    });
    // The gateway cannot tell whether its write was applied before theirs.
    expect(await write).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    expect(await gateway.datadog.counts()).toMatchObject({ UpdateMaintenanceWindow: 2 });
  });

  test("and reports an unknown outcome if that read fails", async (context) => {
    const gateway = await gatewayFor(context);
    const ifRevision = await revision(gateway);
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

describe.concurrent("a write with a definite response is not retried", () => {
  test.for(mutationNames)("%s", async (name, context) => {
    const gateway = await gatewayFor(context);
    const { operation, input } = writes[name];
    await controlOf(name, gateway).fault(operation, { status: 403 });
    expect(await mutate(gateway, name, input)).toMatchObject({ __typename: "AccessError" });
    expect(await controlOf(name, gateway).counts()).toMatchObject({ [operation]: 1 });
  });
});

test.concurrent("a definite response to a retry does not settle the outcome of the first attempt", async (context) => {
  const gateway = await gatewayFor(context);
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

test.concurrent("a retry returns NotFoundError if the window has been deleted in the meantime", async (context) => {
  const gateway = await gatewayFor(context);
  const { operation, input } = writes.updateDatadogMaintenanceWindow;
  await gateway.datadog.fault(operation, { reset: true }, 1);
  await gateway.datadog.fault(operation, { status: 404 });
  expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject({
    __typename: "NotFoundError",
    resourceId: datadogId(2),
  });
  expect(await gateway.datadog.counts()).toMatchObject({ [operation]: 2 });
});

test.concurrent("each change of a bulk change is retried and looked up on its own", async (context) => {
  const gateway = await gatewayFor(context);
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

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AuditEvent } from "../../src/context.js";
import { start } from "../../src/server/start.js";
import { clockOf } from "../support/clock.js";
import { startTestEmulators } from "../support/emulators.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { arnOf, changeMany, datadogId, mutate, newWindow } from "../support/mutations.js";
import { send } from "../support/send.js";

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.stop());

const events = () =>
  gateway.logs.filter(({ log }) => log === "audit").map(({ audit }) => audit as Record<string, unknown>);
async function eventOf(write: Promise<unknown>) {
  await write;
  expect(events()).toHaveLength(1);
  return events()[0];
}

describe("the audit event of a write", () => {
  test("contains the caller, the change, the state before and after, and the provider's request id", async () => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-request-id": "request-7",
        "apollographql-client-name": "calendar",
        "apollographql-client-version": "1.2.3",
      },
      body: JSON.stringify({
        query: `mutation { updateFlinkMaintenanceWindow(input: { id: "${arnOf("orders-enrichment")}", startTime: "01:00" }) { __typename } }`,
      }),
    });
    expect(response.status).toBe(200);
    expect(events()).toEqual([
      {
        operation: "updateFlinkMaintenanceWindow",
        provider: "AWS_FLINK",
        sourceId: "aws-eu-central-1",
        windowId: `flink:${arnOf("orders-enrichment")}`,
        dryRun: false,
        before: { startTime: "06:00", endTime: "14:00" },
        after: { startTime: "01:00", endTime: "09:00" },
        outcome: "UPDATED",
        failure: null,
        replayed: false,
        providerRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        sentCount: 1,
        at: now.toISOString(),
        durationMs: expect.any(Number),
        requestId: "request-7",
        caller: { viewer: null, clientName: "calendar", clientVersion: "1.2.3", address: "127.0.0.1" },
      },
    ]);
  });

  test("contains the id of the created window", async () => {
    const { window } = await mutate(gateway, "createDatadogMaintenanceWindow", newWindow);
    expect(events()).toMatchObject([
      {
        operation: "createDatadogMaintenanceWindow",
        sourceId: "datadog",
        windowId: window.id,
        before: null,
        after: {
          name: "Release",
          query: "service:checkout",
          startsAt: "2026-11-23T10:00:00.000Z",
          endsAt: "2026-11-23T12:00:00.000Z",
        },
        outcome: "CREATED",
        sentCount: 1,
      },
    ]);
  });

  test("has no state after a deletion", async () => {
    const event = await eventOf(mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(1) }));
    expect(event).toMatchObject({
      outcome: "DELETED",
      windowId: datadogId(1),
      before: { name: "Network move, rack 12" },
      after: null,
    });
  });

  test("has the outcome UNCHANGED and no sent call if nothing changed", async () => {
    const event = await eventOf(mutate(gateway, "endDatadogMaintenanceWindow", { id: datadogId(1) }));
    expect(event).toMatchObject({
      operation: "endDatadogMaintenanceWindow",
      outcome: "UNCHANGED",
      sentCount: 0,
      providerRequestId: null,
    });
  });

  test("is marked as a dry run", async () => {
    const input = { ...newWindow, validateOnly: true };
    const event = await eventOf(mutate(gateway, "createDatadogMaintenanceWindow", input));
    expect(event).toMatchObject({
      dryRun: true,
      outcome: "VALIDATED",
      windowId: null,
      after: { name: "Release" },
      sentCount: 0,
    });
  });

  test("contains the reasons if the gateway rejected the write", async () => {
    const event = await eventOf(
      mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, query: "*", name: "" }),
    );
    expect(event).toMatchObject({
      outcome: null,
      failure: { type: "ValidationError", code: "INVALID_ARGUMENT", reason: "REQUIRED, BROAD_QUERY" },
      sourceId: "datadog",
      before: null,
      after: null,
    });
  });

  test("contains the provider's code and request id if the provider rejected the write", async () => {
    const input = { id: arnOf("clickstream-sessions"), startTime: "01:00" };
    const event = await eventOf(mutate(gateway, "updateFlinkMaintenanceWindow", input));
    expect(event).toMatchObject({
      failure: {
        type: "ConflictError",
        code: "FAILED_PRECONDITION",
        reason: "RESOURCE_IN_USE",
        providerCode: "ResourceInUseException",
        outcomeUnknown: false,
      },
      before: { startTime: "06:00" },
      after: { startTime: "01:00" },
      providerRequestId: expect.any(String),
      sentCount: 1,
    });
  });

  test("contains the number of times that the write was sent if its outcome is unknown", async () => {
    await gateway.datadog.fault("UpdateMaintenanceWindow", { reset: true });
    const event = await eventOf(
      mutate(gateway, "updateDatadogMaintenanceWindow", { id: datadogId(4), name: "x" }),
    );
    expect(event).toMatchObject({
      failure: { type: "UpstreamError", reason: "UNREACHABLE", outcomeUnknown: true },
      after: { name: "x" },
      sentCount: 3,
    });
  });

  test("is marked as replayed for a repeated idempotency key, and does not contain the key", async () => {
    for (const _ of [1, 2]) {
      await mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, idempotencyKey: "secret-key" });
    }
    expect(events().map(({ replayed, sentCount, outcome }) => [replayed, sentCount, outcome])).toEqual([
      [false, 1, "CREATED"],
      [true, 0, "CREATED"],
    ]);
    expect(JSON.stringify(events())).not.toContain("secret-key");
  });

  test("has a sent count of 0 if the write was never sent", async () => {
    const remembers = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "3600" });
    try {
      await remembers.query("{ maintenanceWindows { totalCount } }");
      await remembers.datadog.close();
      await mutate(remembers, "deleteDatadogMaintenanceWindow", { id: datadogId(1) });
      const [line] = remembers.logs.filter(({ log }) => log === "audit");
      expect(line?.audit).toMatchObject({ failure: { reason: "UNREACHABLE" }, sentCount: 0 });
    } finally {
      await remembers.stop();
    }
  });

  test("is recorded for each change of a bulk change, with the same request id", async () => {
    await changeMany(gateway, [
      { createDatadog: newWindow },
      { deleteDatadog: { id: datadogId(1) } },
      { updateFlink: { id: "nonsense", startTime: "01:00" } },
    ]);
    expect(events().map(({ operation }) => operation)).toHaveLength(3);
    expect(new Set(events().map(({ requestId }) => requestId)).size).toBe(1);
  });
});

test("an invalid client name is omitted, and a long window id is truncated", async () => {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", "apollographql-client-name": "é".repeat(200) },
    body: JSON.stringify({
      query: `mutation { endDatadogMaintenanceWindow(input: { id: "${"x".repeat(10_000)}" }) { __typename } }`,
    }),
  });
  expect(response.status).toBe(200);
  const [event] = events();
  expect(event).toMatchObject({ caller: { clientName: null } });
  expect(String(event?.windowId).length).toBeLessThan(300);
});

test("reads are not audited", async () => {
  await gateway.query("{ maintenanceWindows { totalCount } }");
  expect(events()).toEqual([]);
});

test.each([
  ["error", 1],
  ["silent", 0],
])("the number of audit lines at log level %s is %i", async (level, count) => {
  const quiet = await startTestGateway({ LOG_LEVEL: level });
  try {
    await mutate(quiet, "createDatadogMaintenanceWindow", newWindow);
    expect(quiet.logs.filter(({ log }) => log === "audit")).toHaveLength(count);
  } finally {
    await quiet.stop();
  }
});

describe("a custom audit sink", () => {
  async function withSink(audit: (event: AuditEvent) => void | Promise<void>) {
    const emulators = await startTestEmulators(() => now);
    const logs: Record<string, unknown>[] = [];
    const own = await start({
      environment: { PORT: "0", ...emulators.environment },
      clock: clockOf(() => now),
      logTo: { write: (line) => void logs.push(JSON.parse(line)) },
      audit,
    });
    const mutation = `mutation { endDatadogMaintenanceWindow(input: { id: "${datadogId(2)}" }) { ... on DatadogMaintenanceWindowChanged { outcome } } }`;
    try {
      const { data } = await send(own.address, mutation);
      expect(data).toEqual({ endDatadogMaintenanceWindow: { outcome: "UPDATED" } });
    } finally {
      await own.stop();
      await emulators.close();
    }
    return logs;
  }

  test("receives the events instead of the log", async () => {
    const taken: AuditEvent[] = [];
    const logs = await withSink((event) => void taken.push(event));
    expect(taken).toMatchObject([{ operation: "endDatadogMaintenanceWindow", at: now, outcome: "UPDATED" }]);
    expect(logs.filter(({ log }) => log === "audit")).toEqual([]);
  });

  test("has received every event when the gateway has stopped, even if it is slow", async () => {
    let hasTaken = false;
    await withSink(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      hasTaken = true;
    });
    expect(hasTaken).toBe(true);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("disk full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("disk full"))],
  ])("does not affect responses if it %s, and the failure is logged", async (_name, audit) => {
    const logs = await withSink(audit);
    expect(logs.filter(({ msg }) => msg === "an audit event could not be recorded")).toMatchObject([
      { err: { message: "disk full" } },
    ]);
  });
});

test.each([
  ["false", ["UPDATED", "UPDATED", "UPDATED"], 3],
  ["true", ["UPDATED", "UNAVAILABLE", "UPDATED"], 2],
])(
  "with AUDIT_REQUIRED=%s, writes after a lost audit event have the outcomes %j",
  async (auditRequired, expected, sent) => {
    const emulators = await startTestEmulators(() => now);
    const taken: AuditEvent[] = [];
    let isFull = true;
    const own = await start({
      environment: { PORT: "0", METRICS_PORT: "0", AUDIT_REQUIRED: auditRequired, ...emulators.environment },
      clock: clockOf(() => now),
      logTo: { write: () => {} },
      audit(event) {
        if (isFull) throw new Error("disk full");
        taken.push(event);
      },
    });
    const rename = async (name: string, validateOnly = false) => {
      const mutation = `mutation { updateDatadogMaintenanceWindow(input: { id: "${datadogId(2)}", name: "${name}", validateOnly: ${validateOnly} }) {
      ... on DatadogMaintenanceWindowChanged { outcome } ... on UpstreamError { code retryable outcomeUnknown message }
    } }`;
      return (await send(own.address, mutation)).data.updateDatadogMaintenanceWindow;
    };
    try {
      const first = await rename("first");
      // A preview sends nothing, so it does not need the audit log.
      expect(await rename("preview", true)).toEqual({ outcome: "VALIDATED" });
      isFull = false;
      const answers = [first, await rename("second"), await rename("third")];
      expect(answers.map(({ outcome, code }) => outcome ?? code)).toEqual(expected);
      for (const refused of answers.filter(({ code }) => code !== undefined)) {
        const message = expect.stringMatching(
          /AUDIT_REQUIRED is true\. Nothing was sent\. Try again later\./,
        );
        expect(refused).toEqual({ code: "UNAVAILABLE", retryable: true, outcomeUnknown: false, message });
      }
      expect((await emulators.datadog.counts()).UpdateMaintenanceWindow).toBe(sent);
      expect(taken.map(({ outcome, failure }) => outcome ?? failure?.code)).toEqual(expected.slice(1));
      const metrics = await (await fetch(`${own.metricsAddress}/metrics`)).text();
      expect(metrics).toContain("\nmaintenance_gateway_audit_events_lost_total 2\n");
    } finally {
      await own.stop();
      await emulators.close();
    }
  },
);

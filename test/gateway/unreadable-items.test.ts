import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";

let gateway: TestGateway;
beforeAll(async () => {
  await loadSdk(pino({ level: "silent" }));
  gateway = await startTestGateway({
    AWS_REGIONS: "eu-central-1",
    // The default: the items of a source do not open its circuit.
    UPSTREAM_BREAKER_FAILURES: "5",
    CALENDAR_TOKEN: "",
  });
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const uuidOf = (number: number) => datadogId(number).split(":")[2] ?? "";
const flinkId = (name: string) => `flink:${arnOf(name)}`;

interface Listed {
  readonly ids: readonly string[];
  readonly state: string;
  readonly unreadableCount: number;
  readonly unreadable: readonly { readonly id: string | null; readonly error: Record<string, unknown> }[];
}

const resultFields = `
  state unreadableCount error { code }
  unreadable { id error { __typename code message ... on UpstreamError { failure } } }`;

/** Lists the windows of one provider, and what could not be read. */
async function list(provider: "AWS_FLINK" | "DATADOG"): Promise<Listed> {
  const { data, errors } = await gateway.query(
    `{ maintenanceWindows(first: 200, filter: { providers: [${provider}] }) {
      totalCount nodes { ... on ScheduledWindow { id } } sources { ${resultFields} } } }`,
  );
  expect(errors).toBeUndefined();
  const { nodes, sources, totalCount } = data.maintenanceWindows;
  expect(totalCount).toBe(nodes.length);
  return { ids: nodes.map(({ id }: { id: string }) => id), ...sources[0] };
}

const warnings = () => gateway.logs.filter(({ msg }) => msg === "some windows could not be read");
const failedCalls = () =>
  gateway.logs.filter(({ msg, level }) => msg === "upstream call failed" && Number(level) >= 40);

describe("one Flink application that cannot be described", () => {
  const name = "orders-enrichment";
  const odd = (members: Record<string, unknown>): Fault => ({ merge: { [name]: members } });
  const malformed = (detail: string) => ({
    code: "INTERNAL",
    failure: "MALFORMED_RESPONSE",
    message: expect.stringContaining(`(${detail})`),
  });

  test.each<readonly [string, Fault, Record<string, unknown>]>([
    ["is denied", { errorType: "AccessDeniedException" }, { code: "PERMISSION_DENIED" }],
    ["fails", { status: 500 }, { code: "UNAVAILABLE", failure: "SERVER_ERROR" }],
    ["is rejected", { errorType: "InvalidArgumentException" }, { code: "INVALID_ARGUMENT" }],
    ["is unsupported", { errorType: "UnsupportedOperationException" }, { code: "UNIMPLEMENTED" }],
    ["is in use", { errorType: "ResourceInUseException" }, { code: "FAILED_PRECONDITION" }],
    ["fails with a new exception", { errorType: "NewException" }, { code: "INTERNAL" }],
    ["is HTML", { body: "<html>", contentType: "text/html" }, { failure: "MALFORMED_RESPONSE" }],
    ["has no status", odd({ ApplicationStatus: null }), malformed("ApplicationStatus is not a string")],
    [
      "has a version that is a text",
      odd({ ApplicationVersionId: "1" }),
      malformed("ApplicationVersionId is not an integer"),
    ],
    ["has no runtime", odd({ RuntimeEnvironment: null }), malformed("RuntimeEnvironment is not a string")],
    ["has a number as its ARN", odd({ ApplicationARN: 7 }), malformed("ApplicationARN is not a string")],
    [
      "has a malformed window",
      odd({
        ApplicationMaintenanceConfigurationDescription: { ApplicationMaintenanceWindowStartTime: "6 am" },
      }),
      malformed("the start of the maintenance window is not HH:MM"),
    ],
  ])("leaves the others in the list and is named, if its description %s", async (_what, fault, error) => {
    const whole = await list("AWS_FLINK");
    expect(whole).toMatchObject({ state: "OK", unreadableCount: 0, unreadable: [] });
    await gateway.flink.fault("DescribeApplication", fault, undefined, name);
    const before = [warnings().length, failedCalls().length];
    const partial = await list("AWS_FLINK");
    expect(partial).toMatchObject({
      state: "PARTIAL",
      error: null,
      unreadableCount: 1,
      unreadable: [{ id: flinkId(name), error }],
    });
    expect(partial.ids).toEqual(whole.ids.filter((id) => id !== flinkId(name)));
    expect([warnings().length, failedCalls().length]).toEqual([Number(before[0]) + 1, before[1]]);
    expect(warnings().at(-1)).toMatchObject({
      source: "aws-eu-central-1",
      count: 1,
      items: [{ id: flinkId(name), code: partial.unreadable[0]?.error.code }],
    });
    const health = await gateway.query(`{ maintenanceSources { id health { ${resultFields} circuit } } }`);
    expect(health.data.maintenanceSources[0].health).toMatchObject({
      state: "PARTIAL",
      circuit: "CLOSED",
      unreadable: [{ id: flinkId(name) }],
    });
  });

  test("is an error, not null, if it is requested by its id", async () => {
    await gateway.flink.fault("DescribeApplication", odd({ ApplicationStatus: null }), undefined, name);
    await list("AWS_FLINK");
    const { data, errors } = await gateway.query(
      `{ maintenanceWindow(id: "${flinkId(name)}") { __typename } }`,
    );
    expect(data.maintenanceWindow).toBeNull();
    expect(errors).toMatchObject([{ extensions: { failure: "MALFORMED_RESPONSE" } }]);
  });

  test.each([
    ["cannot be reached", { reset: true }, "UNAVAILABLE"],
    ["is throttled", { status: 429, headers: { "retry-after": "60" } }, "RESOURCE_EXHAUSTED"],
    ["has expired credentials", { errorType: "ExpiredTokenException" }, "UNAUTHENTICATED"],
  ])(
    "takes its source away if the call %s, because the others would fail too",
    async (_what, fault, code) => {
      await gateway.flink.fault("DescribeApplication", fault, undefined, name);
      expect(await list("AWS_FLINK")).toMatchObject({
        state: "FAILED",
        error: { code },
        unreadableCount: 0,
        ids: [],
      });
    },
  );

  test("is left out if it was deleted in the meantime", async () => {
    await gateway.flink.fault(
      "DescribeApplication",
      { errorType: "ResourceNotFoundException" },
      undefined,
      name,
    );
    expect(await list("AWS_FLINK")).toMatchObject({ state: "OK", unreadableCount: 0 });
  });

  test("does not let a missing permission for all look like an empty source", async () => {
    await gateway.flink.fault("DescribeApplication", { errorType: "AccessDeniedException" });
    expect(await list("AWS_FLINK")).toMatchObject({
      state: "FAILED",
      error: { code: "PERMISSION_DENIED" },
      unreadable: [],
    });
    const { DescribeApplication: count } = await gateway.flink.counts();
    expect(warnings().at(-1)).toMatchObject({ source: "aws-eu-central-1", count });
  });
});

describe("one entry of the list of Flink applications", () => {
  const name = "orders-enrichment";
  const inList = (members: Record<string, unknown>) =>
    gateway.flink.fault("ListApplications", { merge: { [name]: members } });

  test.each<readonly [string, Record<string, unknown>, string | null, string]>([
    ["no ARN", { ApplicationARN: null }, null, "ApplicationARN is not a string"],
    [
      "another ARN",
      { ApplicationARN: "arn:aws:s3:::b" },
      null,
      "ApplicationARN is not the ARN of an application",
    ],
    ["no status", { ApplicationStatus: null }, flinkId(name), "ApplicationStatus is not a string"],
    [
      "a broken version",
      { ApplicationVersionId: 1.5 },
      flinkId(name),
      "ApplicationVersionId is not an integer",
    ],
  ])("with %s is named, and the others are listed", async (_what, members, id, detail) => {
    const whole = await list("AWS_FLINK");
    await inList(members);
    const partial = await list("AWS_FLINK");
    expect(partial).toMatchObject({
      state: "PARTIAL",
      unreadable: [
        { id, error: { failure: "MALFORMED_RESPONSE", message: expect.stringContaining(detail) } },
      ],
    });
    expect(partial.ids).toEqual(whole.ids.filter((one) => one !== flinkId(name)));
    expect(warnings().at(-1)).toMatchObject({ count: 1, items: [{ id, detail }] });
  });
});

describe("informational members of a Flink application", () => {
  const name = "orders-enrichment";
  const fields = "name description mode createdAt updatedAt maintenanceWindow { startTime }";

  async function read(members: Record<string, unknown>) {
    await gateway.flink.fault("DescribeApplication", { merge: { [name]: members } });
    const { data, errors } = await gateway.query(`{ flinkApplication(arn: "${arnOf(name)}") { ${fields} } }`);
    expect(errors).toBeUndefined();
    expect(await list("AWS_FLINK")).toMatchObject({ state: "OK" });
    return data.flinkApplication;
  }

  test.each<readonly [unknown, string | null]>([
    [1_796_119_200, "2026-12-01T10:00:00.000Z"],
    [1_796_119_200.25, "2026-12-01T10:00:00.250Z"],
    ["1796119200", "2026-12-01T10:00:00.000Z"],
    ["2026-12-01T10:00:00Z", "2026-12-01T10:00:00.000Z"],
    ["2026-12-01T10:00:00.123456+01:00", "2026-12-01T09:00:00.123Z"],
    // Without a zone, the instant is unknown.
    ["2026-12-01T10:00:00.123456", null],
    ["2026-12-01", null],
    ["soon", null],
    ["", null],
    [1e20, null],
    [true, null],
    [{ seconds: 7 }, null],
    [[], null],
  ])("the timestamp %j is read as %s", async (timestamp, instant) => {
    const application = await read({ CreateTimestamp: timestamp, LastUpdateTimestamp: timestamp });
    expect(application).toMatchObject({ name, createdAt: instant, updatedAt: instant });
  });

  test.each([7, true, { a: 1 }, []])("the description and the mode %j are null", async (odd) => {
    expect(await read({ ApplicationDescription: odd, ApplicationMode: odd })).toMatchObject({
      description: null,
      mode: null,
    });
  });

  test("an odd member that the gateway does not use changes nothing", async () => {
    const application = await read({
      ApplicationVersionCreateTimestamp: "yesterday",
      ApplicationConfigurationDescription: 7,
      CloudWatchLoggingOptionDescriptions: "none",
    });
    expect(application).toMatchObject({ name, maintenanceWindow: { startTime: "06:00" } });
  });

  test("a description in the form of moto is read: ISO timestamps, nulls, and no name", async () => {
    const detail = {
      ApplicationARN: arnOf(name),
      ApplicationDescription: null,
      RuntimeEnvironment: "FLINK-1_20",
      ServiceExecutionRole: "arn:aws:iam::123456789012:role/flink",
      ApplicationStatus: "STARTING",
      ApplicationVersionId: 1,
      CreateTimestamp: "2026-11-22T12:00:00.123456",
      LastUpdateTimestamp: "2026-11-22T12:00:00.123456",
      ApplicationConfigurationDescription: null,
      CloudWatchLoggingOptionDescriptions: null,
      ApplicationMaintenanceConfigurationDescription: {
        ApplicationMaintenanceWindowStartTime: "06:00",
        ApplicationMaintenanceWindowEndTime: "14:00",
      },
      ApplicationVersionCreateTimestamp: "2026-11-22T12:00:00.123456",
      ConditionalToken: "0123456789abcdef",
      ApplicationMode: null,
    };
    const summary = {
      ApplicationName: name,
      ApplicationARN: arnOf(name),
      ApplicationStatus: "STARTING",
      ApplicationVersionId: 1,
      RuntimeEnvironment: "FLINK-1_20",
      ApplicationMode: null,
    };
    await gateway.flink.fault("ListApplications", {
      body: { ApplicationSummaries: [summary], nextToken: null },
    });
    await gateway.flink.fault("DescribeApplication", { body: { ApplicationDetail: detail } });
    expect(await list("AWS_FLINK")).toMatchObject({ state: "OK", ids: [flinkId(name)] });
    const { data } = await gateway.query(`{ flinkApplication(arn: "${arnOf(name)}") { ${fields} } }`);
    expect(data.flinkApplication).toEqual({
      name,
      description: null,
      mode: null,
      createdAt: null,
      updatedAt: null,
      maintenanceWindow: { startTime: "06:00" },
    });
  });

  test("the end of a maintenance run is null if it is odd, and its start must be an instant", async () => {
    const run = { Operation: "ApplicationMaintenance", OperationStatus: "SUCCESSFUL" };
    const times = { StartTime: 1_796_119_200, EndTime: "later" };
    const history = async (operation: Record<string, unknown>) => {
      await gateway.flink.reset();
      await gateway.flink.fault("ListApplicationOperations", {
        body: { ApplicationOperationInfoList: [{ ...run, OperationId: "1", ...times, ...operation }] },
      });
      const { data, errors } = await gateway.query(
        `{ flinkApplication(arn: "${arnOf(name)}") { maintenanceHistory { startedAt endedAt } } }`,
      );
      return errors?.[0]?.message ?? data.flinkApplication.maintenanceHistory;
    };
    expect(await history({})).toEqual([{ startedAt: "2026-12-01T10:00:00.000Z", endedAt: null }]);
    expect(await history({ StartTime: "2026-12-01T11:00:00Z" })).toEqual([
      { startedAt: "2026-12-01T11:00:00.000Z", endedAt: null },
    ]);
    expect(await history({ StartTime: "noon" })).toContain("(StartTime is not an instant)");
  });
});

describe("one Datadog window that cannot be read", () => {
  const odd = (number: number, patch: Record<string, unknown>) =>
    gateway.datadog.fault("ListMaintenanceWindows", { merge: { [uuidOf(number)]: patch } });

  test.each<readonly [string, Record<string, unknown>, boolean, string]>([
    ["no name", { attributes: { name: null } }, true, "name is not a string"],
    ["a number as its name", { attributes: { name: 7 } }, true, "name is not a string"],
    ["an object as its query", { attributes: { query: { a: 1 } } }, true, "query is not a string"],
    ["no start", { attributes: { start_at: null } }, true, "start_at is not an instant in RFC 3339"],
    [
      "a number as its start",
      { attributes: { start_at: 7 } },
      true,
      "start_at is not an instant in RFC 3339",
    ],
    ["an end in words", { attributes: { end_at: "soon" } }, true, "end_at is not an instant in RFC 3339"],
    ["no attributes", { attributes: null }, true, "name is not a string"],
    ["a list as its attributes", { attributes: [] }, true, "name is not a string"],
    ["no id", { id: null }, false, "id is not a string"],
    ["a number as its id", { id: 7 }, false, "id is not a string"],
    ["a path as its id", { id: "../x" }, false, "id has characters other than"],
  ])("leaves the others in the list and is named: %s", async (_what, patch, hasId, detail) => {
    const whole = await list("DATADOG");
    await odd(2, patch);
    const calls = failedCalls().length;
    const partial = await list("DATADOG");
    const id = hasId ? datadogId(2) : null;
    expect(partial).toMatchObject({
      state: "PARTIAL",
      error: null,
      unreadableCount: 1,
      unreadable: [
        { id, error: { failure: "MALFORMED_RESPONSE", message: expect.stringContaining(detail) } },
      ],
    });
    expect(partial.ids).toEqual(whole.ids.filter((one) => one !== datadogId(2)));
    expect(warnings().at(-1)).toMatchObject({ source: "datadog", count: 1, items: [{ id }] });
    expect(failedCalls()).toHaveLength(calls);
  });

  test.each([7, true, { id: "7" }, [7], null])("shows no user if the user is %j", async (user) => {
    await odd(2, { attributes: { created_by: user, updated_by: user } });
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${datadogId(2)}") { ... on DatadogMaintenanceWindow { createdBy { id } updatedBy { id } } } }`,
    );
    expect(data.maintenanceWindow).toEqual({ createdBy: null, updatedBy: null });
    expect(await list("DATADOG")).toMatchObject({ state: "OK" });
  });

  test("is unreadable even if its id is listed twice and readable once", async () => {
    const window = (name: unknown) => ({
      id: "twice",
      type: "maintenance_window",
      attributes: { name, query: "a:b", start_at: "2026-12-01T10:00:00Z", end_at: "2026-12-01T12:00:00Z" },
    });
    const other = { ...window("other"), id: "other" };
    for (const names of [
      ["first", 7],
      [7, "last"],
    ]) {
      await gateway.datadog.reset();
      const body = { data: [...names.map(window), other] };
      await gateway.datadog.fault("ListMaintenanceWindows", { body });
      expect(await list("DATADOG")).toMatchObject({
        ids: ["datadog:datadog:other"],
        unreadable: [{ id: "datadog:datadog:twice" }],
      });
    }
  });

  test("is an error, not null, if it is requested by its id", async () => {
    await odd(2, { attributes: { name: 7 } });
    const read = async (id: string) => {
      const { data, errors } = await gateway.query(`{ maintenanceWindow(id: "${id}") { __typename } }`);
      return errors?.[0]?.extensions?.failure ?? data.maintenanceWindow;
    };
    expect(await read(datadogId(2))).toBe("MALFORMED_RESPONSE");
    expect(await read(datadogId(3))).toEqual({ __typename: "DatadogMaintenanceWindow" });
    expect(await read(datadogId(99))).toBeNull();
    await gateway.datadog.reset();
    // The window without an id may be the one that is requested.
    await odd(2, { id: null });
    expect(await read(datadogId(99))).toBe("MALFORMED_RESPONSE");
  });

  test.each([
    ["updateDatadogMaintenanceWindow", { name: "renamed" }],
    ["endDatadogMaintenanceWindow", {}],
    ["extendDatadogMaintenanceWindow", { by: "PT1H" }],
    ["deleteDatadogMaintenanceWindow", {}],
  ] as const)("is not changed by %s", async (name, change) => {
    await odd(2, { attributes: { end_at: null } });
    for (const validateOnly of [false, true]) {
      expect(await mutate(gateway, name, { id: datadogId(2), validateOnly, ...change })).toMatchObject({
        failure: "MALFORMED_RESPONSE",
        message: expect.stringContaining("Nothing was changed."),
        outcomeUnknown: false,
      });
    }
    expect(Object.keys(await gateway.datadog.counts())).toEqual(["ListMaintenanceWindows"]);
  });

  test("makes a warning of a change say that overlaps are unknown", async () => {
    const codes = async (validateOnly: boolean) => {
      const { warnings: found } = await mutate(gateway, "createDatadogMaintenanceWindow", {
        ...newWindow,
        validateOnly,
      });
      return found.map(({ code }: { code: string }) => code);
    };
    expect(await codes(true)).toEqual([]);
    await odd(2, { attributes: { name: 7 } });
    expect(await codes(true)).toEqual(["OVERLAPS_UNKNOWN"]);
    expect(await codes(false)).toEqual(["OVERLAPS_UNKNOWN"]);
  });

  test("does not count as the window that a creation without a response created, if it was there before", async () => {
    await odd(2, { attributes: { name: 7 } });
    await gateway.datadog.fault("CreateMaintenanceWindow", { status: 500, carriedOut: true }, 1);
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject({
      outcome: "CREATED",
    });
    expect((await gateway.datadog.counts()).CreateMaintenanceWindow).toBe(1);
  });

  test.each([
    ["is new", { data: [] }],
    ["has no id", { data: [{ id: null, attributes: {} }] }],
  ])("leaves the outcome of a creation unknown if it %s", async (_what, before) => {
    const good = (id: string) => ({
      id,
      type: "maintenance_window",
      attributes: {
        name: "n",
        query: "a:b",
        start_at: "2026-12-01T10:00:00Z",
        end_at: "2026-12-01T12:00:00Z",
      },
    });
    const listed = (data: readonly unknown[]) => ({ body: { data: [good("good"), ...data] } });
    await gateway.datadog.fault("ListMaintenanceWindows", listed(before.data), 1);
    await gateway.datadog.fault(
      "ListMaintenanceWindows",
      listed(before.data.length > 0 ? before.data : [{ ...good("new"), attributes: { name: 7 } }]),
    );
    await gateway.datadog.fault("CreateMaintenanceWindow", { status: 500 });
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject({
      outcomeUnknown: true,
    });
    expect((await gateway.datadog.counts()).CreateMaintenanceWindow).toBe(1);
  });

  test("keeps the key of a creation with an unknown outcome, and creates no second window", async () => {
    const good = {
      id: "good",
      type: "maintenance_window",
      attributes: {
        name: "n",
        query: "a:b",
        start_at: "2026-12-01T10:00:00Z",
        end_at: "2026-12-01T12:00:00Z",
      },
    };
    await gateway.datadog.fault("ListMaintenanceWindows", { body: { data: [good] } }, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", {
      body: { data: [good, { ...good, id: "new", attributes: {} }] },
    });
    await gateway.datadog.fault("CreateMaintenanceWindow", { status: 500 });
    const input = { ...newWindow, idempotencyKey: `unreadable-${process.pid}` };
    for (const _attempt of [1, 2]) {
      expect(await mutate(gateway, "createDatadogMaintenanceWindow", input)).toMatchObject({
        outcomeUnknown: true,
        retryable: true,
      });
    }
    expect((await gateway.datadog.counts()).CreateMaintenanceWindow).toBe(1);
  });

  test("is not needed to read the response to a change of another window", async () => {
    await gateway.datadog.fault("UpdateMaintenanceWindow", {
      merge: { [uuidOf(3)]: { attributes: { created_by: 7, updated_by: { id: 7 } } } },
    });
    expect(
      await mutate(gateway, "updateDatadogMaintenanceWindow", { id: datadogId(3), name: "renamed" }),
    ).toMatchObject({ outcome: "UPDATED", window: { name: "renamed", createdBy: null } });
    expect((await gateway.datadog.counts()).UpdateMaintenanceWindow).toBe(1);
  });
});

test("the calendar feed is an error if a window of one of its sources cannot be read", async () => {
  const feed = async (query = "") => {
    const response = await fetch(`${gateway.address}/calendar.ics${query}`);
    return [response.status, await response.text()] as const;
  };
  expect((await feed())[0]).toBe(200);
  await gateway.datadog.fault("ListMaintenanceWindows", {
    merge: { [uuidOf(2)]: { attributes: { name: 7 } } },
  });
  const [status, body] = await feed();
  expect(status).toBe(503);
  expect(body).toContain("cannot read some windows of these sources now: datadog");
  expect((await feed("?source=aws-eu-central-1"))[0]).toBe(200);
});

test("the deploy gate sees that a source is not complete", async () => {
  await gateway.flink.fault("DescribeApplication", { status: 500 }, undefined, "orders-enrichment");
  const { data } = await gateway.query(
    `{ maintenanceNow { sources { source { id } state unreadableCount } } }`,
  );
  expect(data.maintenanceNow.sources).toEqual([
    { source: { id: "aws-eu-central-1" }, state: "PARTIAL", unreadableCount: 1 },
    { source: { id: "datadog" }, state: "OK", unreadableCount: 0 },
  ]);
});

test("a result names at most 20 items and counts all, and the log names a few", async () => {
  await gateway.datadog.seed({ windows: 30 });
  const { ids } = await list("DATADOG");
  const patches = ids.slice(1).map((id) => [id.split(":")[2], { attributes: { name: 7 } }]);
  await gateway.datadog.fault("ListMaintenanceWindows", { merge: Object.fromEntries(patches) });
  const partial = await list("DATADOG");
  expect(partial).toMatchObject({ ids: ids.slice(0, 1), unreadableCount: ids.length - 1 });
  expect(partial.unreadable).toHaveLength(20);
  expect(warnings().at(-1)).toMatchObject({ count: ids.length - 1 });
  expect(warnings().at(-1)?.items).toHaveLength(5);
});

describe("for any subset of the items", () => {
  const providers = {
    AWS_FLINK: {
      faults: [
        { errorType: "AccessDeniedException" },
        { errorType: "InvalidArgumentException" },
        { merge: "ApplicationStatus" },
        { merge: "ApplicationVersionId" },
      ],
      async break(ids: readonly string[], fault: Record<string, string>) {
        for (const id of ids) {
          const name = id.split("/")[1] ?? "";
          const { merge } = fault;
          const given = merge === undefined ? fault : { merge: { [name]: { [merge]: null } } };
          await gateway.flink.fault("DescribeApplication", given, undefined, name);
        }
      },
      reset: () => gateway.flink.reset(),
    },
    DATADOG: {
      faults: [{ member: "name" }, { member: "query" }, { member: "start_at" }, { member: "end_at" }],
      async break(ids: readonly string[], { member = "" }: Record<string, string>) {
        const patches = ids.map((id) => [id.split(":")[2], { attributes: { [member]: { odd: true } } }]);
        await gateway.datadog.fault("ListMaintenanceWindows", { merge: Object.fromEntries(patches) });
      },
      reset: () => gateway.datadog.reset(),
    },
  } as const;

  test.each(["AWS_FLINK", "DATADOG"] as const)(
    "of %s, the readable ones are listed and the others are named: none is lost or invented",
    async (provider) => {
      const { faults, reset } = providers[provider];
      const { ids } = await list(provider);
      await fc.assert(
        fc.asyncProperty(
          fc.subarray([...ids]),
          fc.constantFrom<Record<string, string>>(...faults),
          async (broken, fault) => {
            await reset();
            await providers[provider].break(broken, fault);
            const result = await list(provider);
            const state = broken.length === 0 ? "OK" : broken.length === ids.length ? "FAILED" : "PARTIAL";
            // SQL applications have no window, but they are readable.
            if (provider === "AWS_FLINK" && state === "FAILED") {
              expect(["PARTIAL", "FAILED"]).toContain(result.state);
            } else expect(result.state).toBe(state);
            if (result.state === "FAILED") {
              expect(result).toMatchObject({ ids: [], unreadable: [] });
              return;
            }
            expect(result.ids).toEqual(ids.filter((id) => !broken.includes(id)));
            expect(result.unreadable.map(({ id }) => id).sort()).toEqual([...broken].sort());
            expect(result.unreadableCount).toBe(broken.length);
          },
        ),
        { numRuns: 40 },
      );
    },
  );
});

test("a Datadog source whose only window is malformed fails, but its circuit stays closed for writes", async () => {
  const only = {
    id: uuidOf(2),
    type: "maintenance_window",
    attributes: { name: "n", query: "q", start_at: null },
  };
  await gateway.datadog.fault("ListMaintenanceWindows", { body: { data: [only] } });
  for (let count = 0; count < 6; count += 1) {
    const { state } = await list("DATADOG");
    expect(state).toBe("FAILED");
  }
  const { data } = await gateway.query("{ maintenanceSources { id health { circuit } } }");
  expect(data.maintenanceSources).toContainEqual({ id: "datadog", health: { circuit: "CLOSED" } });
});

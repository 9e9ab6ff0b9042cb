import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const arnOf = (name: string, region = "eu-central-1") =>
  `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;
const datadogId = (number: number) => `datadog:datadog:00000000-0000-4000-8000-00000000000${number}`;

const failure = `
  __typename
  ... on MaintenanceError { code message provider providerCode retryable }
  ... on ValidationError { violations { path code message } }
  ... on NotFoundError { resourceType resourceId }
  ... on ConflictError { reason current { __typename } }
  ... on UpstreamError { failure outcomeUnknown }
`;

async function updateFlink(input: Record<string, unknown>) {
  const { data, errors } = await gateway.query(
    `mutation ($input: UpdateFlinkMaintenanceWindowInput!) {
      result: updateFlinkMaintenanceWindow(input: $input) {
        ${failure}
        ... on FlinkMaintenanceWindowChanged {
          outcome window { id startTime endTime revision status } previous { startTime endTime revision } warnings { code message path }
        }
      }
    }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

const datadogChanged = `
  ... on DatadogMaintenanceWindowChanged {
    outcome window { id uuid name query startsAt endsAt status revision createdBy { id } } previous { name query startsAt endsAt revision } warnings { code path }
  }
`;

async function createDatadog(input: Record<string, unknown>) {
  const { data, errors } = await gateway.query(
    `mutation ($input: CreateDatadogMaintenanceWindowInput!) {
      result: createDatadogMaintenanceWindow(input: $input) { ${failure} ${datadogChanged} }
    }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

async function updateDatadog(input: Record<string, unknown>) {
  const { data, errors } = await gateway.query(
    `mutation ($input: UpdateDatadogMaintenanceWindowInput!) {
      result: updateDatadogMaintenanceWindow(input: $input) { ${failure} ${datadogChanged} }
    }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

async function deleteDatadog(id: string) {
  const { data, errors } = await gateway.query(
    `mutation ($id: ID!) {
      result: deleteDatadogMaintenanceWindow(input: { id: $id }) {
        ${failure} ... on DatadogMaintenanceWindowDeleted { outcome deletedWindowId window { id name } previous { name } warnings { code } }
      }
    }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

const codesOf = (result: { violations: { path: string[]; code: string }[] }) =>
  result.violations.map(({ path, code }) => [path.join("."), code]);

describe("updateFlinkMaintenanceWindow", () => {
  test("moves the window past midnight and returns the previous one", async () => {
    const result = await updateFlink({ id: `flink:${arnOf("orders-enrichment")}`, startTime: "23:15" });
    expect(result).toMatchObject({
      __typename: "FlinkMaintenanceWindowChanged",
      outcome: "UPDATED",
      window: { id: `flink:${arnOf("orders-enrichment")}`, startTime: "23:15", endTime: "07:15" },
      previous: { startTime: "06:00", endTime: "14:00" },
      warnings: [{ code: "APPLIES_FROM_NEXT_SCHEDULING", path: null }],
    });
    expect(result.window.revision).not.toBe(result.previous.revision);
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toEqual([
      {
        ApplicationName: "orders-enrichment",
        ApplicationMaintenanceConfigurationUpdate: { ApplicationMaintenanceWindowStartTimeUpdate: "23:15" },
      },
    ]);
  });

  test("accepts an ARN, and a READY application", async () => {
    const result = await updateFlink({ id: arnOf("inventory-sync"), startTime: "00:00" });
    expect(result).toMatchObject({ outcome: "UPDATED", window: { startTime: "00:00", endTime: "08:00" } });
  });

  test("returns UNCHANGED without sending a write if nothing would change", async () => {
    const result = await updateFlink({ id: arnOf("orders-enrichment"), startTime: "06:00" });
    expect(result).toMatchObject({
      outcome: "UNCHANGED",
      window: { startTime: "06:00" },
      previous: { startTime: "06:00" },
      warnings: [],
    });
    expect(await gateway.flink.counts()).toEqual({ DescribeApplication: 1 });
  });

  test("makes a write visible to the next write in the operation and to later operations", async () => {
    const arn = arnOf("orders-enrichment");
    const { data } = await gateway.query(`mutation {
      first: updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "01:00" }) { ... on FlinkMaintenanceWindowChanged { outcome previous { startTime } } }
      second: updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "02:00" }) { ... on FlinkMaintenanceWindowChanged { outcome previous { startTime } } }
    }`);
    expect(data.second).toEqual({ outcome: "UPDATED", previous: { startTime: "01:00" } });
    const read = await gateway.query(
      `{ flinkApplication(arn: "${arn}") { maintenanceWindow { startTime } } }`,
    );
    expect(read.data.flinkApplication.maintenanceWindow.startTime).toBe("02:00");
  });

  test("returns a conflict for an application in use and says when to try again", async () => {
    const result = await updateFlink({ id: arnOf("clickstream-sessions"), startTime: "01:00" });
    expect(result).toEqual({
      __typename: "ConflictError",
      code: "FAILED_PRECONDITION",
      reason: "RESOURCE_IN_USE",
      current: { __typename: "FlinkMaintenanceWindow" },
      provider: "AWS_FLINK",
      providerCode: "ResourceInUseException",
      retryable: true,
      message:
        "Could not move the maintenance window of application clickstream-sessions: Managed Service for Apache Flink (aws-eu-central-1) does not allow this in the current state of the resource. A window can be changed only while its application is READY or RUNNING. Try again then.",
    });
  });

  test("rejects a SQL or Studio application as unsupported", async () => {
    expect(
      await updateFlink({ id: arnOf("legacy-sql-report", "us-east-1"), startTime: "01:00" }),
    ).toMatchObject({
      __typename: "UnsupportedOperationError",
      code: "UNIMPLEMENTED",
      providerCode: "UnsupportedOperationException",
    });
    expect(await updateFlink({ id: arnOf("fleet-notebook"), startTime: "01:00" })).toMatchObject({
      __typename: "UnsupportedOperationError",
    });
  });

  test("returns NotFoundError for an application that no source has", async () => {
    for (const arn of [arnOf("none"), arnOf("orders-enrichment", "ap-south-1")]) {
      expect(await updateFlink({ id: arn, startTime: "01:00" })).toMatchObject({
        __typename: "NotFoundError",
        code: "NOT_FOUND",
        resourceType: "FlinkApplication",
        resourceId: arn,
        provider: "AWS_FLINK",
      });
    }
  });

  test("rejects an id of another kind without a call", async () => {
    for (const id of [datadogId(2), "nonsense", ""]) {
      const result = await updateFlink({ id, startTime: "01:00" });
      expect(codesOf(result)).toEqual([["input.id", "MALFORMED"]]);
    }
    expect(await gateway.flink.counts()).toEqual({});
  });

  test.each(["24:00", "9:30", "09:60", "", "09:30:00"])(
    "rejects the time %j and states the rule",
    async (startTime) => {
      const { errors } = await gateway.query(
        `mutation ($startTime: UtcTime!) { updateFlinkMaintenanceWindow(input: { id: "x", startTime: $startTime }) { __typename } }`,
        { startTime },
      );
      expect(errors?.[0]?.message).toContain(
        'The value is not a time of day in the form "HH:MM", from "00:00" to "23:59". Send a time in UTC, for example "09:30".',
      );
      expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    },
  );

  test("reads the window back if AWS's response has no times, which its API model allows", async () => {
    await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", { body: {}, carriedOut: true });
    const result = await updateFlink({ id: arnOf("orders-enrichment"), startTime: "05:00" });
    expect(result).toMatchObject({ outcome: "UPDATED", window: { startTime: "05:00", endTime: "13:00" } });
    expect(await gateway.flink.counts()).toEqual({
      DescribeApplication: 2,
      UpdateApplicationMaintenanceConfiguration: 1,
    });
  });
});

describe("createDatadogMaintenanceWindow", () => {
  const input = {
    name: "Release",
    query: "service:checkout",
    startsAt: "2026-11-23T10:00:00+01:00",
    endsAt: "2026-11-23T11:00:00Z",
  };

  test("lists the windows, creates the new one and returns it", async () => {
    const result = await createDatadog(input);
    expect(result).toMatchObject({
      __typename: "DatadogMaintenanceWindowChanged",
      outcome: "CREATED",
      previous: null,
      warnings: [],
      window: {
        name: "Release",
        query: "service:checkout",
        startsAt: "2026-11-23T09:00:00.000Z",
        endsAt: "2026-11-23T11:00:00.000Z",
        status: "SCHEDULED",
      },
    });
    expect(result.window.id).toBe(`datadog:datadog:${result.window.uuid}`);
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1, CreateMaintenanceWindow: 1 });
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toEqual([
      {
        data: {
          type: "maintenance_window",
          attributes: {
            name: "Release",
            query: "service:checkout",
            start_at: "2026-11-23T09:00:00Z",
            end_at: "2026-11-23T11:00:00Z",
          },
        },
      },
    ]);
    const read = await gateway.query(
      `{ maintenanceWindow(id: "${result.window.id}") { ... on ScheduledWindow { title revision } } }`,
    );
    expect(read.data.maintenanceWindow).toEqual({ title: "Release", revision: result.window.revision });
  });

  test("truncates fractions of seconds, opens at once if the start is in the past, and warns about both", async () => {
    const result = await createDatadog({
      ...input,
      startsAt: "2026-11-22T11:00:00.500Z",
      endsAt: "2026-11-22T13:00:00.999Z",
    });
    expect(result.window).toMatchObject({
      startsAt: "2026-11-22T11:00:00.000Z",
      endsAt: "2026-11-22T13:00:00.000Z",
      status: "ACTIVE",
    });
    expect(result.warnings).toEqual([
      { code: "SUBSECOND_TRUNCATED", path: ["input", "startsAt"] },
      { code: "SUBSECOND_TRUNCATED", path: ["input", "endsAt"] },
      { code: "STARTS_IN_PAST", path: ["input", "startsAt"] },
    ]);
  });

  test("reports all violations at once and sends nothing", async () => {
    const result = await createDatadog({
      name: "  ",
      query: "*:*",
      startsAt: "2026-11-22T11:00:00Z",
      endsAt: "2026-11-22T10:00:00Z",
    });
    expect(result).toMatchObject({
      __typename: "ValidationError",
      code: "INVALID_ARGUMENT",
      provider: null,
      retryable: false,
    });
    expect(codesOf(result)).toEqual([
      ["input.name", "REQUIRED"],
      ["input.query", "BROAD_QUERY"],
      ["input.endsAt", "ENDS_BEFORE_START"],
      ["input.endsAt", "ENDS_IN_PAST"],
    ]);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("requires an end and rejects texts that are too long", async () => {
    const result = await createDatadog({
      ...input,
      name: "n".repeat(1001),
      query: "q".repeat(10_001),
      endsAt: null,
    });
    expect(codesOf(result)).toEqual([
      ["input.endsAt", "REQUIRED"],
      ["input.name", "TOO_LONG"],
      ["input.query", "TOO_LONG"],
    ]);
  });

  test("rejects times that are equal after truncation to seconds", async () => {
    const result = await createDatadog({
      ...input,
      startsAt: "2026-11-23T10:00:00.100Z",
      endsAt: "2026-11-23T10:00:00.900Z",
    });
    expect(codesOf(result)).toEqual([["input.endsAt", "ENDS_BEFORE_START"]]);
  });

  test.each(["", " ", "*", "*:*", "(* OR *:*)"])(
    "rejects the broad query %j, and accepts it with a warning if allowBroadQuery is set",
    async (query) => {
      expect(codesOf(await createDatadog({ ...input, query }))).toEqual([["input.query", "BROAD_QUERY"]]);
      expect(await gateway.datadog.counts()).toEqual({});
      expect(await createDatadog({ ...input, query, allowBroadQuery: true })).toMatchObject({
        outcome: "CREATED",
        window: { query },
        warnings: [{ code: "BROAD_QUERY", path: ["input", "query"] }],
      });
      expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toMatchObject([
        { data: { attributes: { query } } },
      ]);
    },
  );

  test("rejects an end that is in the past after truncation to seconds", async () => {
    const result = await createDatadog({
      ...input,
      startsAt: "2026-11-22T11:00:00Z",
      endsAt: "2026-11-22T12:00:00.500Z",
    });
    expect(codesOf(result)).toEqual([["input.endsAt", "ENDS_IN_PAST"]]);
  });

  test("returns NotFoundError for an unknown source and uses a known one", async () => {
    expect(await createDatadog({ ...input, sourceId: "elsewhere" })).toMatchObject({
      __typename: "NotFoundError",
      resourceType: "MaintenanceSource",
      resourceId: "elsewhere",
    });
    expect(await createDatadog({ ...input, sourceId: "datadog" })).toMatchObject({ outcome: "CREATED" });
  });
});

describe("updateDatadogMaintenanceWindow", () => {
  test("sends only the given fields and keeps the others", async () => {
    const result = await updateDatadog({
      id: datadogId(4),
      name: "Checkout release 2",
      query: "service:checkout AND env:production",
    });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: {
        name: "Checkout release 2",
        query: "service:checkout AND env:production",
        startsAt: "2026-11-22T18:00:00.000Z",
      },
      previous: { name: "Checkout release" },
      warnings: [],
    });
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toEqual([
      {
        data: {
          type: "maintenance_window",
          attributes: { name: "Checkout release 2", query: "service:checkout AND env:production" },
        },
      },
    ]);
  });

  test("returns UNCHANGED without sending a write if nothing would change", async () => {
    const result = await updateDatadog({
      id: datadogId(4),
      name: "Checkout release",
      startsAt: "2026-11-22T18:00:00.700Z",
    });
    expect(result).toMatchObject({ outcome: "UNCHANGED", warnings: [{ code: "SUBSECOND_TRUNCATED" }] });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("ends the window with a warning if the end is in the past", async () => {
    const result = await updateDatadog({ id: datadogId(2), endsAt: "2026-11-22T11:59:59Z" });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: { status: "ENDED" },
      warnings: [{ code: "ALREADY_ENDED" }],
    });
  });

  test("rejects null values and a change without fields", async () => {
    expect(codesOf(await updateDatadog({ id: datadogId(4), name: null, endsAt: null }))).toEqual([
      ["input.name", "REQUIRED"],
      ["input.endsAt", "REQUIRED"],
    ]);
    expect(codesOf(await updateDatadog({ id: datadogId(4) }))).toEqual([["input", "NOTHING_TO_CHANGE"]]);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("rejects a time that contradicts the unchanged one", async () => {
    const result = await updateDatadog({ id: datadogId(4), endsAt: "2026-11-22T17:00:00Z" });
    expect(codesOf(result)).toEqual([["input.endsAt", "ENDS_BEFORE_START"]]);
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("reports a violation on the given field, and a general warning without a path", async () => {
    const late = await updateDatadog({ id: datadogId(4), startsAt: "2027-01-01T00:00:00Z" });
    expect(codesOf(late)).toEqual([["input.startsAt", "ENDS_BEFORE_START"]]);
    const renamed = await updateDatadog({ id: datadogId(1), name: "Archived" });
    expect(renamed).toMatchObject({ outcome: "UPDATED", warnings: [{ code: "ALREADY_ENDED", path: null }] });
  });

  test("returns the current window with a conflict", async () => {
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 409 });
    expect(await updateDatadog({ id: datadogId(4), name: "x" })).toMatchObject({
      __typename: "ConflictError",
      reason: "CONCURRENT_MODIFICATION",
      current: { __typename: "DatadogMaintenanceWindow" },
    });
  });

  test("returns NotFoundError with the given id if the window is deleted before the update", async () => {
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 404 });
    expect(await updateDatadog({ id: datadogId(4), name: "x" })).toMatchObject({
      __typename: "NotFoundError",
      resourceId: datadogId(4),
      providerCode: "404",
    });
  });

  test("distinguishes an unknown window, an unknown source and a malformed id", async () => {
    expect(await updateDatadog({ id: datadogId(9), name: "x" })).toMatchObject({
      __typename: "NotFoundError",
      resourceType: "DatadogMaintenanceWindow",
      resourceId: datadogId(9),
    });
    expect(await updateDatadog({ id: "datadog:other:1", name: "x" })).toMatchObject({
      resourceType: "MaintenanceSource",
    });
    expect(codesOf(await updateDatadog({ id: `flink:${arnOf("x")}`, name: "x" }))).toEqual([
      ["input.id", "MALFORMED"],
    ]);
  });
});

describe("deleteDatadogMaintenanceWindow", () => {
  test("deletes the window and returns its last state", async () => {
    expect(await deleteDatadog(datadogId(1))).toEqual({
      __typename: "DatadogMaintenanceWindowDeleted",
      outcome: "DELETED",
      deletedWindowId: datadogId(1),
      window: { id: datadogId(1), name: "Network move, rack 12" },
      previous: { name: "Network move, rack 12" },
      warnings: [],
    });
    const { data } = await gateway.query(`{ maintenanceWindow(id: "${datadogId(1)}") { __typename } }`);
    expect(data.maintenanceWindow).toBeNull();
    expect(await deleteDatadog(datadogId(1))).toMatchObject({ __typename: "NotFoundError" });
    expect(await gateway.datadog.counts()).toMatchObject({ DeleteMaintenanceWindow: 1 });
  });

  test("rejects a malformed id", async () => {
    expect(codesOf(await deleteDatadog("nonsense"))).toEqual([["input.id", "MALFORMED"]]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, startTestGateway } from "../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(noLimits);
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const ordersArn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const sqlArn = "arn:aws:kinesisanalytics:us-east-1:123456789012:application/legacy-sql-report";
const datadogId = "datadog:datadog:00000000-0000-4000-8000-000000000002";

describe("maintenanceWindows", () => {
  test("lists windows of both kinds in one operation, through union fragments and the interface", async () => {
    const { data, errors } = await gateway.query(`{
      maintenanceWindows(first: 200) {
        totalCount
        nodes {
          __typename
          ... on ScheduledWindow { id provider title recurrence source { id provider region site } }
          ... on FlinkMaintenanceWindow { startTime endTime application { arn name } }
          ... on DatadogMaintenanceWindow { uuid name query startsAt endsAt createdBy { id } }
        }
        sources { state fetchedAt source { id } error { message } }
      }
    }`);
    expect(errors).toBeUndefined();
    const { nodes, totalCount, sources } = data.maintenanceWindows;
    expect(totalCount).toBe(15);
    expect(nodes).toHaveLength(15);
    expect(nodes).toContainEqual({
      __typename: "FlinkMaintenanceWindow",
      id: `flink:${ordersArn}`,
      provider: "AWS_FLINK",
      title: "orders-enrichment",
      recurrence: "DAILY",
      source: { id: "aws-eu-central-1", provider: "AWS_FLINK", region: "eu-central-1", site: null },
      startTime: "06:00",
      endTime: "14:00",
      application: { arn: ordersArn, name: "orders-enrichment" },
    });
    expect(nodes).toContainEqual({
      __typename: "DatadogMaintenanceWindow",
      id: datadogId,
      provider: "DATADOG",
      title: "Orders database upgrade",
      recurrence: "NONE",
      source: { id: "datadog", provider: "DATADOG", region: null, site: "datadoghq.eu" },
      uuid: "00000000-0000-4000-8000-000000000002",
      name: "Orders database upgrade",
      query: "service:orders-db",
      startsAt: "2026-11-22T11:00:00.000Z",
      endsAt: "2026-11-22T14:00:00.000Z",
      createdBy: { id: "5b8c1f1e-0000-4000-8000-00000000a001" },
    });
    expect(
      sources.map(({ source, state, error }: never) => [(source as { id: string }).id, state, error]),
    ).toEqual([
      ["aws-eu-central-1", "OK", null],
      ["aws-us-east-1", "OK", null],
      ["datadog", "OK", null],
    ]);
    expect(sources[0].fetchedAt).toBe("2026-11-22T12:00:00.000Z");
  });

  test("calls ListApplications once per 50 applications, DescribeApplication once per application, and Datadog once", async () => {
    await gateway.flink.seed({ applications: 120, region: "us-east-1" });
    const { data } = await gateway.query("{ maintenanceWindows(first: 1) { totalCount } }");
    expect(data.maintenanceWindows.totalCount).toBe(135);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1 + 3, DescribeApplication: 7 + 125 });
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("names a failing source and lists the others", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await gateway.flink.fault("ListApplications", { errorType: "AccessDeniedException" }, 1);
    const { data, errors } = await gateway.query(`{
      maintenanceWindows { totalCount sources { source { id } state fetchedAt error { __typename code message retryable providerCode } } }
      maintenanceSources { id health { state error { code } } }
    }`);
    expect(errors).toBeUndefined();
    const failed = data.maintenanceWindows.sources.filter(
      ({ state }: { state: string }) => state === "FAILED",
    );
    expect(failed).toHaveLength(2);
    expect(failed[1]).toEqual({
      source: { id: "datadog" },
      state: "FAILED",
      fetchedAt: "2026-11-22T12:00:00.000Z",
      error: {
        __typename: "UpstreamError",
        code: "UNAVAILABLE",
        message:
          "Could not list maintenance windows: Datadog (datadog) returned a server error. Try again later.",
        retryable: true,
        providerCode: "503",
      },
    });
    expect(data.maintenanceWindows.totalCount).toBeGreaterThan(0);
  });

  test("reports the result of a source's last list as its health, and UNKNOWN before the first list", async () => {
    const fresh = await startTestGateway();
    try {
      const document = "{ maintenanceSources { id accountId health { state fetchedAt error { code } } } }";
      const before = await fresh.query(document);
      expect(before.data.maintenanceSources[0]).toEqual({
        id: "aws-eu-central-1",
        accountId: null,
        health: { state: "UNKNOWN", fetchedAt: null, error: null },
      });
      await fresh.datadog.fault("*", { status: 401 });
      await fresh.query("{ maintenanceWindows { totalCount } }");
      const { data } = await fresh.query(document);
      expect(data.maintenanceSources).toEqual([
        {
          id: "aws-eu-central-1",
          accountId: "123456789012",
          health: { state: "OK", fetchedAt: "2026-11-22T12:00:00.000Z", error: null },
        },
        {
          id: "aws-us-east-1",
          accountId: "123456789012",
          health: { state: "OK", fetchedAt: "2026-11-22T12:00:00.000Z", error: null },
        },
        {
          id: "datadog",
          accountId: null,
          health: { state: "FAILED", fetchedAt: null, error: { code: "UNAUTHENTICATED" } },
        },
      ]);
    } finally {
      await fresh.stop();
    }
  });

  test("leaves out an application that is deleted between ListApplications and DescribeApplication", async () => {
    await gateway.flink.fault("DescribeApplication", { errorType: "ResourceNotFoundException" });
    const { data } = await gateway.query("{ maintenanceWindows { totalCount sources { state } } }");
    expect(data.maintenanceWindows.totalCount).toBe(5);
    expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }, { state: "OK" }, { state: "OK" }]);
  });

  test.each([
    ["providers", { providers: ["DATADOG"] }, 5],
    ["sources", { sources: ["aws-us-east-1"] }, 4],
    ["statuses", { statuses: ["ENDED"] }, 1],
    ["activeAt", { activeAt: "2026-11-22T05:59:59Z", providers: ["AWS_FLINK"] }, 5],
    [
      "overlaps",
      { overlaps: { from: "2026-11-27T12:00:00Z", to: "2026-11-27T12:00:01Z" }, providers: ["DATADOG"] },
      2,
    ],
    ["search (title)", { search: "ORDERS-E" }, 1],
    ["search (query)", { search: "service:orders" }, 1],
    ["search (no match)", { search: "no such thing" }, 0],
  ])("filters by %s", async (_name, filter, count) => {
    const { data, errors } = await gateway.query(
      "query ($filter: MaintenanceWindowFilter) { maintenanceWindows(filter: $filter) { totalCount pageInfo { endCursor } nodes { ... on ScheduledWindow { title } } } }",
      { filter },
    );
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindows.totalCount).toBe(count);
    expect(data.maintenanceWindows.nodes).toHaveLength(count);
  });

  test("calls only the sources that the filter selects", async () => {
    await gateway.query(
      '{ maintenanceWindows(filter: { sources: ["datadog"] }) { totalCount sources { state } } }',
    );
    expect(await gateway.flink.counts()).toEqual({});
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("reports all argument errors at once, before any call to a provider", async () => {
    const { data, errors } = await gateway.query(`{
      maintenanceWindows(
        first: 201
        after: "nonsense"
        filter: { sources: ["nowhere"], overlaps: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } }
      ) { totalCount }
    }`);
    expect(data).toBeNull();
    const violations = errors?.[0]?.extensions.violations as { path: string[]; code: string }[];
    expect(violations.map(({ path, code }) => [path.join("."), code])).toEqual([
      ["first", "OUT_OF_RANGE"],
      ["after", "MALFORMED"],
      ["filter.overlaps", "ENDS_BEFORE_START"],
      ["filter.sources", "OUT_OF_RANGE"],
    ]);
    expect(errors?.[0]?.extensions.code).toBe("INVALID_ARGUMENT");
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("pages contain all windows exactly once, in each order", async () => {
    const document = `query ($orderBy: MaintenanceWindowOrder, $first: Int, $after: String) {
      maintenanceWindows(orderBy: $orderBy, first: $first, after: $after) {
        nodes { ... on ScheduledWindow { id title } }
        pageInfo { hasNextPage hasPreviousPage endCursor }
      }
    }`;
    const fields = ["NEXT_OCCURRENCE", "END", "CERTAINTY", "TITLE", "ID"];
    for (const orderBy of fields.flatMap((field) => [{ field }, { field, direction: "DESC" }])) {
      const whole = await gateway.query(document, { orderBy, first: 200 });
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const { data } = await gateway.query(document, { orderBy, first: 4, after });
        const { nodes, pageInfo } = data.maintenanceWindows;
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        ids.push(...nodes.map(({ id }: { id: string }) => id));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(ids).toEqual(whole.data.maintenanceWindows.nodes.map(({ id }: { id: string }) => id));
      expect(new Set(ids).size).toBe(15);
    }
  });
});

describe("maintenanceWindow", () => {
  test("makes one call for 50 Datadog ids in one operation", async () => {
    await gateway.datadog.seed({ windows: 60 });
    const list = await gateway.query(
      '{ maintenanceWindows(first: 50, orderBy: { field: ID }, filter: { sources: ["datadog"] }) { nodes { ... on ScheduledWindow { id } } } }',
    );
    const ids: string[] = list.data.maintenanceWindows.nodes.map(({ id }: { id: string }) => id);
    const before = await gateway.datadog.counts();
    const aliases = ids.map(
      (id, index) =>
        `w${index}: maintenanceWindow(id: ${JSON.stringify(id)}) { ... on ScheduledWindow { id } }`,
    );
    const { data } = await gateway.query(`{ ${aliases.join("\n")} }`);
    expect(Object.values(data)).toEqual(ids.map((id) => ({ id })));
    expect(await gateway.datadog.counts()).toEqual({
      ListMaintenanceWindows: (before.ListMaintenanceWindows ?? 0) + 1,
    });
  });

  test("makes one DescribeApplication call per distinct Flink application, and no list call", async () => {
    const names = ["orders-enrichment", "payments-fraud", "inventory-sync"];
    const aliases = Array.from({ length: 50 }, (_, index) => {
      const arn = `arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${names[index % 3]}`;
      return `w${index}: maintenanceWindow(id: "flink:${arn}") { ... on ScheduledWindow { title } } a${index}: flinkApplication(arn: "${arn}") { name }`;
    });
    const { data } = await gateway.query(`{ ${aliases.join("\n")} }`);
    expect(data.w4).toEqual({ title: "payments-fraud" });
    expect(await gateway.flink.counts()).toEqual({ DescribeApplication: 3 });
  });

  test("makes no call for an ARN of another account when the source's account is known", async () => {
    await gateway.query(`{ flinkApplication(arn: "${ordersArn}") { name } }`);
    await gateway.flink.reset();
    const foreign = ordersArn.replace("123456789012", "999999999999");
    const { data } = await gateway.query(`{ flinkApplication(arn: "${foreign}") { name } }`);
    expect(data.flinkApplication).toBeNull();
    expect(await gateway.flink.counts()).toEqual({});
  });

  test("returns null for an id that no source has", async () => {
    const { data, errors } = await gateway.query(`{
      a: maintenanceWindow(id: "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/none") { __typename }
      b: maintenanceWindow(id: "flink:arn:aws:kinesisanalytics:ap-south-1:123456789012:application/none") { __typename }
      c: maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-00000000ffff") { __typename }
      d: maintenanceWindow(id: "datadog:other:00000000-0000-4000-8000-000000000002") { __typename }
      e: maintenanceWindow(id: "flink:${sqlArn}") { __typename }
      f: maintenanceWindow(id: "flink:${ordersArn.replace("123456789012", "999999999999")}") { __typename }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: null, b: null, c: null, d: null, e: null, f: null });
  });

  test.each([
    "",
    "nonsense",
    "flink:",
    "flink:arn:aws:s3:::bucket",
    "datadog:",
    "datadog:datadog:",
    "pagerduty:x",
  ])("rejects the malformed id %j with an INVALID_ARGUMENT that names the field", async (id) => {
    const { data, errors } = await gateway.query(
      "query ($id: ID!) { maintenanceWindow(id: $id) { __typename } }",
      { id },
    );
    expect(data.maintenanceWindow).toBeNull();
    expect(errors?.[0]).toMatchObject({
      path: ["maintenanceWindow"],
      extensions: { code: "INVALID_ARGUMENT", violations: [{ path: ["id"], code: "MALFORMED" }] },
    });
  });

  test("returns the other windows if one id fails", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", {
      status: 429,
      headers: { "x-ratelimit-reset": "70" },
    });
    const { data, errors } = await gateway.query(`{
      flink: maintenanceWindow(id: "flink:${ordersArn}") { ... on ScheduledWindow { title } }
      datadog: maintenanceWindow(id: "${datadogId}") { ... on ScheduledWindow { title } }
    }`);
    expect(data).toEqual({ flink: { title: "orders-enrichment" }, datadog: null });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      path: ["datadog"],
      message:
        "Could not list maintenance windows: Datadog (datadog) received too many requests. Try again in 70 seconds.",
      extensions: {
        code: "RESOURCE_EXHAUSTED",
        provider: "DATADOG",
        providerCode: "429",
        retryable: true,
        retryAfterSeconds: 70,
      },
    });
  });
});

describe("fields of a window", () => {
  test("include status, nextOccurrence, occurrences and local times", async () => {
    const { data, errors } = await gateway.query(`{
      maintenanceWindow(id: "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/payments-fraud") {
        ... on ScheduledWindow {
          now: status
          before: status(at: "2026-11-21T21:59:59Z")
          opening: status(at: "2026-11-21T22:00:00Z")
          closing: status(at: "2026-11-22T06:00:00Z")
          nextOccurrence { startsAt endsAt local(timeZone: "America/New_York") { timeZone startsAt endsAt startOffset endOffset } }
          shift: nextOccurrence(after: "2026-11-01T04:30:00Z") { local(timeZone: "America/New_York") { startsAt endsAt startOffset endOffset } }
          occurrences(from: "2026-11-22T03:00:00Z", to: "2026-11-24T22:00:00Z") { startsAt endsAt }
          two: occurrences(from: "2026-11-22T03:00:00Z", to: "2027-11-24T22:00:00Z", first: 2) { startsAt }
        }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindow).toEqual({
      now: "SCHEDULED",
      before: "SCHEDULED",
      opening: "ACTIVE",
      closing: "SCHEDULED",
      nextOccurrence: {
        startsAt: "2026-11-22T22:00:00.000Z",
        endsAt: "2026-11-23T06:00:00.000Z",
        local: {
          timeZone: "America/New_York",
          startsAt: "2026-11-22T17:00:00",
          endsAt: "2026-11-23T01:00:00",
          startOffset: "-05:00",
          endOffset: "-05:00",
        },
      },
      shift: {
        local: {
          startsAt: "2026-10-31T18:00:00",
          endsAt: "2026-11-01T01:00:00",
          startOffset: "-04:00",
          endOffset: "-05:00",
        },
      },
      occurrences: [
        { startsAt: "2026-11-21T22:00:00.000Z", endsAt: "2026-11-22T06:00:00.000Z" },
        { startsAt: "2026-11-22T22:00:00.000Z", endsAt: "2026-11-23T06:00:00.000Z" },
        { startsAt: "2026-11-23T22:00:00.000Z", endsAt: "2026-11-24T06:00:00.000Z" },
      ],
      two: [{ startsAt: "2026-11-21T22:00:00.000Z" }, { startsAt: "2026-11-22T22:00:00.000Z" }],
    });
  });

  test("reject backward ranges and out-of-range counts, naming the argument", async () => {
    const document = `query ($to: DateTime!, $first: Int) {
      maintenanceWindow(id: "${datadogId}") { ... on ScheduledWindow { occurrences(from: "2026-01-02T00:00:00Z", to: $to, first: $first) { startsAt } } }
    }`;
    const backward = await gateway.query(document, { to: "2026-01-01T00:00:00Z" });
    expect(backward.errors?.[0]?.extensions).toMatchObject({
      violations: [{ path: ["to"], code: "ENDS_BEFORE_START" }],
    });
    const both = await gateway.query(document, { to: "2026-01-01T00:00:00Z", first: -1 });
    expect(both.errors?.[0]?.extensions.violations).toHaveLength(2);
    const none = await gateway.query(document, { to: "2026-01-03T00:00:00Z", first: 0 });
    expect(none).toEqual({ data: { maintenanceWindow: { occurrences: [] } } });
    const tooMany = await gateway.query(document, { to: "2026-01-03T00:00:00Z", first: 1001 });
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({
      violations: [{ path: ["first"], code: "OUT_OF_RANGE" }],
    });
  });

  test("reject an invalid time zone and an instant without an offset, stating the rule", async () => {
    const zone = await gateway.query(
      `{ maintenanceWindow(id: "${datadogId}") { ... on ScheduledWindow { nextOccurrence { local(timeZone: "Mars/Base") { startsAt } } } } }`,
    );
    expect(zone.errors?.[0]?.message).toContain("The value is not the name of an IANA time zone.");
    const instant = await gateway.query(
      "query ($at: DateTime) { maintenanceWindows(filter: { activeAt: $at }) { totalCount } }",
      { at: "2026-11-22T12:00:00" },
    );
    expect(instant.errors?.[0]?.message).toContain("The value has no UTC offset.");
    expect(instant.errors?.[0]?.message).toContain("$at");
    const literal = await gateway.query(
      '{ maintenanceWindows(filter: { activeAt: "tomorrow" }) { totalCount } }',
    );
    expect(literal.errors?.[0]?.message).toContain('found "tomorrow"; The value is not an RFC 3339 instant.');
  });
});

describe("flinkApplication", () => {
  test("returns the details from DescribeApplication", async () => {
    const { data } = await gateway.query(`{
      flinkApplication(arn: "${ordersArn}") {
        arn name region accountId description status mode runtimeEnvironment versionId createdAt updatedAt
        maintenanceWindow { id startTime endTime }
      }
      sql: flinkApplication(arn: "${sqlArn}") { mode runtimeEnvironment maintenanceWindow { id } }
    }`);
    expect(data).toEqual({
      flinkApplication: {
        arn: ordersArn,
        name: "orders-enrichment",
        region: "eu-central-1",
        accountId: "123456789012",
        description: "Joins orders with customers",
        status: "RUNNING",
        mode: "STREAMING",
        runtimeEnvironment: "FLINK-1_20",
        versionId: 1,
        createdAt: "2026-01-26T12:00:00.000Z",
        updatedAt: "2026-11-17T12:00:00.000Z",
        maintenanceWindow: { id: `flink:${ordersArn}`, startTime: "06:00", endTime: "14:00" },
      },
      sql: { mode: null, runtimeEnvironment: "SQL-1_0", maintenanceWindow: null },
    });
  });

  test("rejects the ARN of another service", async () => {
    const { errors } = await gateway.query('{ flinkApplication(arn: "arn:aws:s3:::bucket") { name } }');
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ path: ["arn"] }],
    });
  });
});

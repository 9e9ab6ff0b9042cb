import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, now, startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId } from "../support/mutations.js";
import type { Issuer } from "../support/tokens.js";
import { bearer, createIssuer } from "../support/tokens.js";

let issuer: Issuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await createIssuer();
  gateway = await startTestGateway({ ...noLimits, ...issuer.environment });
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const list = `query ($filter: MaintenanceWindowFilter, $orderBy: MaintenanceWindowOrder) {
  maintenanceWindows(filter: $filter, orderBy: $orderBy, first: 100) {
    totalCount
    nodes { ... on ScheduledWindow { id title } }
    sources { state source { id } }
    counts {
      byStatus { status count }
      byCertainty { certainty count }
      byProvider { provider count }
      bySource { source { id } count }
      byDailyHours { startTime endTime count }
    }
  }
}`;

interface Listed {
  readonly totalCount: number;
  readonly nodes: readonly { readonly id: string; readonly title: string }[];
  readonly sources: readonly { readonly state: string; readonly source: { readonly id: string } }[];
  readonly counts: {
    readonly byDailyHours: readonly { readonly startTime: string; readonly count: number }[];
    readonly byStatus: readonly { readonly count: number }[];
    readonly byCertainty: readonly { readonly certainty: string; readonly count: number }[];
    readonly byProvider: readonly { readonly provider: string; readonly count: number | null }[];
    readonly bySource: readonly { readonly source: { readonly id: string }; readonly count: number | null }[];
  };
}

/** Lists windows as a caller with this scope. */
async function listed(filter: unknown, orderBy: unknown = null, scope = "maintenance:read"): Promise<Listed> {
  const { data, errors } = await answerTo(filter, orderBy, scope);
  expect(errors).toBeUndefined();
  return data.maintenanceWindows;
}

async function answerTo(filter: unknown, orderBy: unknown = null, scope = "maintenance:read") {
  return gateway.query(list, { filter, orderBy }, bearer(await issuer.token({ scope }, now)));
}

const violationsOf = async (filter: unknown, scope?: string) => {
  const { data, errors } = await answerTo(filter, null, scope);
  expect(data).toBeNull();
  return errors?.flatMap(({ extensions }) => extensions.violations as readonly Record<string, unknown>[]);
};

const creator = "5b8c1f1e-0000-4000-8000-00000000a001";
const flinkId = `flink:${arnOf("orders-enrichment")}`;
const upgradeId = datadogId(2);

describe("a filter", () => {
  test.each([
    ["regions", { regions: ["us-east-1"] }, 4, ["aws-us-east-1"]],
    ["accounts", { accountIds: ["123456789012"] }, 10, ["aws-eu-central-1", "aws-us-east-1"]],
    [
      "application statuses",
      { applicationStatuses: ["MAINTENANCE"] },
      1,
      ["aws-eu-central-1", "aws-us-east-1"],
    ],
    ["creators", { createdBy: [creator] }, 5, ["datadog"]],
    ["another creator", { createdBy: ["5b8c1f1e-0000-4000-8000-00000000ffff"] }, 0, ["datadog"]],
    ["start times", { startTimes: ["06:00", "22:00"] }, 4, ["aws-eu-central-1", "aws-us-east-1"]],
    ["a start time of no window", { startTimes: ["06:01"] }, 0, ["aws-eu-central-1", "aws-us-east-1"]],
    ["start times of Datadog windows", { startTimes: ["06:00"], providers: ["DATADOG"] }, 0, []],
    ["ids", { ids: [flinkId, upgradeId] }, 2, ["aws-eu-central-1", "datadog"]],
    ["words in any order", { search: "eu-central-1 ORDERS" }, 1, null],
    ["the source", { search: "aws-us-east-1" }, 4, null],
    ["an account", { search: "123456789012" }, 10, null],
    ["no regions", { regions: [] }, 0, []],
    ["no accounts", { accountIds: [] }, 0, null],
    ["no statuses of applications", { applicationStatuses: [] }, 0, []],
    ["no creators", { createdBy: [] }, 0, []],
    ["no start times", { startTimes: [] }, 0, []],
    ["no ids", { ids: [] }, 0, []],
  ] as const)("by %s selects windows, and reads only sources that can have them", async (...given) => {
    const [, filter, count, read] = given;
    const { totalCount, nodes, sources } = await listed(filter);
    expect([totalCount, nodes.length]).toEqual([count, count]);
    if (read !== null) expect(sources.map(({ source }) => source.id)).toEqual(read);
  });

  test("by ids of one source calls no other provider", async () => {
    await listed({ ids: [upgradeId] });
    expect(await gateway.flink.counts()).toEqual({});
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("by ids leaves out those that do not exist, and shows each window once", async () => {
    const gone = `datadog:datadog:00000000-0000-4000-8000-0000000000ff`;
    const elsewhere = "flink:arn:aws:kinesisanalytics:us-west-2:123456789012:application/orders";
    const { nodes } = await listed({ ids: [upgradeId, gone, elsewhere, "datadog:another:u", upgradeId] });
    expect(nodes.map(({ id }) => id)).toEqual([upgradeId]);
  });

  test("names what is malformed or unknown, all at once", async () => {
    const violations = await violationsOf({
      ids: [flinkId, "orders", "flink:x", "datadog:", "pagerduty:p:1"],
      sources: ["nowhere"],
      regions: ["eu-central-1", "eu-cental-1"],
      accountIds: ["123456789012", "1234"],
      search: Array.from({ length: 33 }, (_, index) => `w${index}`).join(" "),
    });
    // The account of a source is unknown until its first response, so any account can be its account.
    expect(violations?.map(({ path, code }) => [(path as string[]).join("."), code])).toEqual([
      ["filter.search", "TOO_LONG"],
      ["filter.ids", "MALFORMED"],
      ["filter.sources", "OUT_OF_RANGE"],
      ["filter.regions", "OUT_OF_RANGE"],
      ["filter.accountIds", "OUT_OF_RANGE"],
    ]);
    const [, ids, , regions] = violations ?? [];
    expect(ids?.message).toContain(": orders, flink:x, datadog:, pagerduty:p:1.");
    expect(regions?.message).toContain(": eu-cental-1.");
  });

  test("treats what the caller cannot read like what does not exist", async () => {
    const some = "maintenance:read:aws-us-east-1";
    expect(await violationsOf({ regions: ["eu-central-1"] }, some)).toEqual(
      JSON.parse(
        JSON.stringify(await violationsOf({ regions: ["eu-nowhere-1"] }, some)).replaceAll(
          "eu-nowhere-1",
          "eu-central-1",
        ),
      ),
    );
    const { totalCount, nodes, sources, counts } = await listed({ ids: [flinkId, upgradeId] }, null, some);
    expect([totalCount, nodes, sources]).toEqual([0, [], []]);
    expect(counts.bySource).toEqual([]);
    const search = await listed({ search: "orders" }, null, some);
    expect(search.nodes.map(({ title }) => title)).toEqual([]);
  });
});

describe("counts", () => {
  test("are those of all pages, by status, certainty, provider and source", async () => {
    const { totalCount, counts } = await listed(null);
    expect(totalCount).toBe(15);
    expect(counts).toEqual({
      byStatus: [
        { status: "ACTIVE", count: 6 },
        { status: "SCHEDULED", count: 8 },
        { status: "ENDED", count: 1 },
      ],
      byCertainty: [
        { certainty: "UNDERWAY", count: 1 },
        { certainty: "DECLARED", count: 5 },
        { certainty: "POSSIBLE", count: 9 },
      ],
      byProvider: [
        { provider: "AWS_FLINK", count: 10 },
        { provider: "DATADOG", count: 5 },
      ],
      bySource: [
        { source: { id: "aws-eu-central-1" }, count: 6 },
        { source: { id: "aws-us-east-1" }, count: 4 },
        { source: { id: "datadog" }, count: 5 },
      ],
      byDailyHours: [
        { startTime: "02:30", endTime: "10:30", count: 1 },
        { startTime: "03:00", endTime: "11:00", count: 3 },
        { startTime: "06:00", endTime: "14:00", count: 3 },
        { startTime: "12:00", endTime: "20:00", count: 1 },
        { startTime: "16:30", endTime: "00:30", count: 1 },
        { startTime: "22:00", endTime: "06:00", count: 1 },
      ],
    });
  });

  test("by daily hours are those of the windows that the list with this start time has", async () => {
    for (const filter of [
      {},
      { search: "s" },
      { statuses: ["ACTIVE"] },
      { startTimes: ["03:00", "06:00"] },
    ]) {
      const { byDailyHours } = (await listed(filter)).counts;
      expect(byDailyHours.length).toBeGreaterThan(0);
      for (const { startTime, count } of byDailyHours)
        expect((await listed({ ...filter, startTimes: [startTime] })).totalCount).toBe(count);
    }
    expect((await listed({ providers: ["DATADOG"] })).counts.byDailyHours).toEqual([]);
  });

  test("do not know the windows of a failed source", async () => {
    await gateway.datadog.fault("*", { status: 403 });
    const { counts } = await listed(null);
    expect(counts.bySource.at(-1)).toEqual({ source: { id: "datadog" }, count: null });
    expect(counts.byProvider.at(-1)).toEqual({ provider: "DATADOG", count: null });
  });

  test("by daily hours have the occurrences of a window with these hours", async () => {
    const fields = `
      nextOccurrence { startsAt endsAt }
      then: nextOccurrence(after: "2026-11-22T14:00:00Z") { startsAt endsAt local(timeZone: "Europe/Berlin") { startsAt } }
      occurrences(from: "2026-11-22T00:00:00Z", to: "2026-12-22T00:00:00Z", first: 3) { startsAt endsAt }`;
    const { data, errors } = await gateway.query(
      `{ maintenanceWindows(filter: { startTimes: ["06:00"] }, first: 1) {
        nodes { ... on ScheduledWindow { ${fields} } }
        counts { byDailyHours { ${fields} } }
      } }`,
      undefined,
      bearer(await issuer.token({ scope: "maintenance:read" }, now)),
    );
    expect(errors).toBeUndefined();
    const { nodes, counts } = data.maintenanceWindows;
    expect(counts.byDailyHours).toEqual(nodes);
    expect(nodes[0].occurrences).toHaveLength(3);
  });

  test("by daily hours have the limits of a window's occurrences", async () => {
    const range = 'from: "2026-11-22T00:00:00Z", to: "2026-11-21T00:00:00Z", first: 1001';
    const { errors } = await gateway.query(
      `{ maintenanceWindows(first: 0) { counts { byDailyHours { occurrences(${range}) { startsAt } } } } }`,
      undefined,
      bearer(await issuer.token({ scope: "maintenance:read" }, now)),
    );
    const violations = errors?.[0]?.extensions.violations as readonly { readonly path: unknown }[];
    expect(violations.map(({ path }) => path)).toEqual([["first"], ["to"]]);
  });

  test("by daily hours are the first ones, 50 by default", async () => {
    await gateway.flink.seed({ applications: 60, startTimes: 60 });
    const hours = (name: string, first: string) => `${name}: byDailyHours${first} { startTime }`;
    const { data, errors } = await gateway.query(
      `query ($none: Int) { maintenanceWindows(first: 0) { counts {
        ${hours("all", "(first: 1440)")} ${hours("some", "(first: 2)")} ${hours("no", "(first: 0)")}
        ${hours("usual", "")} ${hours("none", "(first: $none)")} ${hours("null", "(first: null)")}
      } } }`,
      undefined,
      bearer(await issuer.token({ scope: "maintenance:read" }, now)),
    );
    expect(errors).toBeUndefined();
    const { all, some, no, ...usual } = data.maintenanceWindows.counts;
    expect(all.length).toBeGreaterThan(60);
    expect([some, no]).toEqual([all.slice(0, 2), []]);
    for (const entries of Object.values(usual)) expect(entries).toEqual(all.slice(0, 50));
  });

  test("contain no source that the caller cannot read", async () => {
    const { counts } = await listed(null, null, "maintenance:read:datadog");
    expect(counts.bySource).toEqual([{ source: { id: "datadog" }, count: 5 }]);
    expect(counts.byProvider).toEqual([{ provider: "DATADOG", count: 5 }]);
    expect(counts.byCertainty.map(({ count }) => count)).toEqual([0, 5, 0]);
    expect(counts.byDailyHours).toEqual([]);
    const some = (await listed(null, null, "maintenance:read:aws-us-east-1")).counts;
    expect(some.byDailyHours.map(({ startTime, count }) => [startTime, count])).toEqual([
      ["03:00", 3],
      ["16:30", 1],
    ]);
  });
});

test("windows that have ended are listed with the newest first", async () => {
  for (const day of ["03", "01", "02"]) {
    const input = {
      name: `Day ${day}`,
      query: "service:x",
      startsAt: `2026-11-${day}T00:00:00Z`,
      endsAt: `2030-01-01T00:00:00Z`,
    };
    const headers = bearer(await issuer.token({ scope: "maintenance:write" }, now));
    const { data } = await gateway.query(
      "mutation ($input: CreateDatadogMaintenanceWindowInput!) { createDatadogMaintenanceWindow(input: $input) { ... on DatadogMaintenanceWindowChanged { window { id } } } }",
      { input },
      headers,
    );
    await gateway.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${data.createDatadogMaintenanceWindow.window.id}", endsAt: "2026-11-${day}T01:00:00Z" }) { __typename } }`,
      undefined,
      headers,
    );
  }
  const { nodes } = await listed({ statuses: ["ENDED"] }, { field: "END", direction: "DESC" });
  const titles = nodes.map(({ title }) => title).filter((title) => title.startsWith("Day"));
  expect(titles).toEqual(["Day 03", "Day 02", "Day 01"]);
});

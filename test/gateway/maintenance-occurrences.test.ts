import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, startTestGateway } from "../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ ...noLimits, INVENTORY_MAX_AGE_SECONDS: "60" });
});
afterAll(() => gateway.stop());

const day = { from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z" };
const calendar = `query ($from: DateTime!, $to: DateTime!, $filter: MaintenanceWindowFilter, $first: Int, $after: String) {
  maintenanceOccurrences(from: $from, to: $to, filter: $filter, first: $first, after: $after) {
    edges { cursor node { startsAt endsAt window { ... on ScheduledWindow { id title occurrences(from: $from, to: $to) { startsAt endsAt } } } } }
    nodes { startsAt window { ... on ScheduledWindow { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    sources { source { id } state }
  }
}`;

interface Entry {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly window: {
    readonly id: string;
    readonly title: string;
    readonly occurrences: readonly { readonly startsAt: string }[];
  };
}
const entriesOf = (connection: { edges: { node: Entry }[] }) => connection.edges.map(({ node }) => node);

describe("maintenanceOccurrences", () => {
  test("merges the occurrences of all windows and providers in time order", async () => {
    const { data, errors } = await gateway.query(calendar, day);
    expect(errors).toBeUndefined();
    const entries = entriesOf(data.maintenanceOccurrences);
    const keys = entries.map(({ startsAt, window }) => `${startsAt} ${window.id}`);
    expect(keys).toEqual([...keys].sort());
    const own = entries.flatMap(({ window }) =>
      window.occurrences.map(({ startsAt }) => `${startsAt} ${window.id}`),
    );
    expect([...new Set(own)].sort()).toEqual(keys);
    expect(new Set(entries.map(({ window }) => window.id.split(":")[0]))).toEqual(
      new Set(["flink", "datadog"]),
    );
    expect(
      data.maintenanceOccurrences.nodes.map(({ startsAt, window }: Entry) => `${startsAt} ${window.id}`),
    ).toEqual(keys);
    expect(data.maintenanceOccurrences.sources.map(({ state }: { state: string }) => state)).toEqual([
      "OK",
      "OK",
      "OK",
    ]);
  });

  test("returns every occurrence across pages", async () => {
    const week = { from: day.from, to: "2026-11-29T00:00:00Z" };
    const whole = entriesOf(
      (await gateway.query(calendar, { ...week, first: 500 })).data.maintenanceOccurrences,
    );
    const walked: Entry[] = [];
    let after: string | null = null;
    do {
      const { data } = await gateway.query(calendar, { ...week, first: 7, after });
      const { pageInfo } = data.maintenanceOccurrences;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      walked.push(...entriesOf(data.maintenanceOccurrences));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(walked).toEqual(whole);
    expect(whole.length).toBeGreaterThan(60);
  });

  test("accepts the filters of a list and reads only the sources that they select", async () => {
    const { data } = await gateway.query(calendar, {
      ...day,
      filter: { providers: ["AWS_FLINK"], search: "orders" },
    });
    const { sources } = data.maintenanceOccurrences;
    expect(entriesOf(data.maintenanceOccurrences).map(({ window }) => window.title)).toEqual([
      "orders-enrichment",
    ]);
    expect(sources.map(({ source }: { source: { id: string } }) => source.id)).toEqual([
      "aws-eu-central-1",
      "aws-us-east-1",
    ]);
  });

  test("reports all argument errors at once", async () => {
    const { errors } = await gateway.query(calendar, { from: day.to, to: day.from, first: 501, after: "x" });
    const violations = errors?.[0]?.extensions.violations as { path: string[]; code: string }[];
    expect(violations.map(({ path, code }) => `${path.join(".")} ${code}`)).toEqual([
      "first OUT_OF_RANGE",
      "after MALFORMED",
      "to ENDS_BEFORE_START",
    ]);
    const tooLong = await gateway.query(calendar, { from: day.from, to: "2027-02-23T00:00:00Z" });
    expect(tooLong.errors?.[0]?.message).toBe(
      "`to` must be at most 92 days after `from`. Split a longer range into several queries.",
    );
  });
});

describe("maintenanceNow", () => {
  const now = `query ($at: DateTime, $filter: MaintenanceWindowFilter) {
    maintenanceNow(at: $at, filter: $filter) {
      at inMaintenance until
      windows { ... on ScheduledWindow { title status(at: $at) nextOccurrence(after: $at) { endsAt } } }
      sources { state }
    }
  }`;

  test("returns the open windows and the time when the last one closes", async () => {
    const { data, errors } = await gateway.query(now, { filter: { search: "orders" } });
    expect(errors).toBeUndefined();
    expect(data.maintenanceNow).toEqual({
      at: "2026-11-22T12:00:00.000Z",
      inMaintenance: true,
      until: "2026-11-22T14:00:00.000Z",
      windows: [
        {
          title: "Orders database upgrade",
          status: "ACTIVE",
          nextOccurrence: { endsAt: "2026-11-22T14:00:00.000Z" },
        },
        {
          title: "orders-enrichment",
          status: "ACTIVE",
          nextOccurrence: { endsAt: "2026-11-22T14:00:00.000Z" },
        },
      ],
      sources: [{ state: "OK" }, { state: "OK" }, { state: "OK" }],
    });
  });

  test("treats a window as open at its start and closed at its end", async () => {
    const openAt = async (at: string) =>
      (await gateway.query(now, { at, filter: { search: "orders-enrichment" } })).data.maintenanceNow;
    expect(await openAt("2026-11-22T05:59:59.999Z")).toMatchObject({
      inMaintenance: false,
      until: null,
      windows: [],
    });
    expect(await openAt("2026-11-22T06:00:00.000Z")).toMatchObject({
      inMaintenance: true,
      until: "2026-11-22T14:00:00.000Z",
    });
    expect(await openAt("2026-11-22T13:59:59.999Z")).toMatchObject({ inMaintenance: true });
    expect(await openAt("2026-11-22T14:00:00.000Z")).toMatchObject({ inMaintenance: false });
  });

  test("returns as many windows as asked for, those that close first, and counts all", async () => {
    const fresh = await startTestGateway();
    try {
      await fresh.flink.seed({ applications: 400, region: "eu-central-1" });
      const page = async (first: string) => {
        const document = `{ maintenanceNow { inMaintenance totalCount until windows${first} { ... on ScheduledWindow { id nextOccurrence { endsAt } } } } }`;
        const { data, errors } = await fresh.query(document);
        return data === null ? errors?.[0]?.extensions : data.maintenanceNow;
      };
      const all = await page("(first: 200)");
      // A third of the applications, whose windows are open for eight hours a day, and a few others.
      expect(all.totalCount).toBeGreaterThan(130);
      expect(all.windows).toHaveLength(all.totalCount);
      const ends = all.windows.map(
        ({ nextOccurrence }: { nextOccurrence: { endsAt: string } }) => nextOccurrence.endsAt,
      );
      expect([ends, ends.at(-1)]).toEqual([[...ends].sort(), all.until]);
      for (const [first, count] of [
        ["", 100],
        ["(first: null)", 100],
        ["(first: 1)", 1],
      ] as const) {
        expect(await page(first)).toEqual({ ...all, windows: all.windows.slice(0, count) });
      }
      for (const first of ["(first: 0)", "(first: 201)", "(first: -1)"]) {
        expect(await page(first)).toMatchObject({ violations: [{ path: ["first"], code: "OUT_OF_RANGE" }] });
      }
    } finally {
      await fresh.stop();
    }
  });

  test("reports a failed source, which may have an open window", async () => {
    const fresh = await startTestGateway();
    try {
      await fresh.datadog.fault("*", { status: 503 });
      const { data } = await fresh.query(now, { filter: { providers: ["DATADOG"] } });
      expect(data.maintenanceNow).toMatchObject({ inMaintenance: false, sources: [{ state: "FAILED" }] });
    } finally {
      await fresh.stop();
    }
  });

  test("rejects an unknown source", async () => {
    const { errors } = await gateway.query(now, { filter: { sources: ["nowhere"] } });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ path: ["filter", "sources"] }],
    });
  });
});

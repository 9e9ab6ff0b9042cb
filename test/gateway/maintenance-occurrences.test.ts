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

  test("gives each occurrence an id that stays the same, and local times", async () => {
    const document = `query ($from: DateTime!, $to: DateTime!, $first: Int, $after: String) {
      maintenanceOccurrences(from: $from, to: $to, first: $first, after: $after) {
        nodes { id startsAt local(timeZone: "America/New_York") { startsAt startOffset } window { ... on ScheduledWindow { id } } }
        pageInfo { endCursor }
      }
    }`;
    type Node = Pick<Entry, "startsAt" | "window"> & { readonly id: string; readonly local: object };
    const nodesOf = async (variables: object) => {
      const { data, errors } = await gateway.query(document, { ...day, ...variables });
      expect(errors).toBeUndefined();
      return data.maintenanceOccurrences as { nodes: Node[]; pageInfo: { endCursor: string } };
    };
    const { nodes } = await nodesOf({ first: 500 });
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    const { pageInfo } = await nodesOf({ first: 2 });
    expect((await nodesOf({ first: 3, after: pageInfo.endCursor })).nodes).toEqual(nodes.slice(2, 5));
    // Another range has the same occurrences, with the same ids.
    const later = await nodesOf({ from: "2026-11-22T10:00:00Z", to: "2026-11-25T00:00:00Z", first: 500 });
    const again = later.nodes.filter(({ startsAt }) => startsAt < day.to);
    expect(again.length).toBeGreaterThan(5);
    expect(nodes).toEqual(expect.arrayContaining(again));
    expect(nodes.find(({ startsAt }) => startsAt === "2026-11-22T06:00:00.000Z")?.local).toEqual({
      startsAt: "2026-11-22T01:00:00",
      startOffset: "-05:00",
    });
  });

  test("counts all occurrences, also on an empty page", async () => {
    const counting = calendar.replace("sources {", "totalCount sources {");
    const { data } = await gateway.query(counting, { ...day, first: 500 });
    const { totalCount, edges } = data.maintenanceOccurrences;
    expect([totalCount, totalCount > 10]).toEqual([edges.length, true]);
    const none = await gateway.query(counting, { ...day, first: 0 });
    expect(none.errors).toBeUndefined();
    expect(none.data.maintenanceOccurrences).toMatchObject({
      totalCount,
      edges: [],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test("does not count the occurrences of a source that failed", async () => {
    const own = await startTestGateway(noLimits);
    try {
      const counting =
        'query ($providers: [Provider!]) { maintenanceOccurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-24T00:00:00Z", filter: { providers: $providers }, first: 0) { totalCount sources { state } } }';
      const count = async (providers: readonly string[]) =>
        (await own.query(counting, { providers })).data.maintenanceOccurrences;
      const { totalCount } = await count(["AWS_FLINK"]);
      await own.datadog.fault("*", { status: 500 });
      expect(await count(["AWS_FLINK", "DATADOG"])).toEqual({
        totalCount,
        sources: [{ state: "OK" }, { state: "OK" }, { state: "FAILED" }],
      });
    } finally {
      await own.stop();
    }
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

  test("says how sure maintenance is in each occurrence, and lists none outside of a window's times", async () => {
    const own = await startTestGateway(noLimits);
    try {
      // Its window is closed now. The window of pricing-realtime, which is under way too, is open.
      await own.flink.fault("*", { merge: { "payments-fraud": { ApplicationStatus: "MAINTENANCE" } } });
      const { data, errors } = await own.query(
        `{ maintenanceOccurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-24T00:00:00Z", first: 500) {
          nodes { startsAt certainty window { ... on ScheduledWindow { title certainty } } }
        } }`,
      );
      expect(errors).toBeUndefined();
      type Node = {
        readonly startsAt: string;
        readonly certainty: string;
        readonly window: { readonly title: string; readonly certainty: string };
      };
      const found = (title: string) =>
        (data.maintenanceOccurrences.nodes as Node[])
          .filter(({ window }) => window.title === title)
          .map(
            ({ startsAt, certainty, window }) => `${startsAt.slice(8, 16)} ${certainty} ${window.certainty}`,
          );
      expect(found("pricing-realtime")).toEqual(["22T12:00 UNDERWAY UNDERWAY", "23T12:00 POSSIBLE UNDERWAY"]);
      expect(found("payments-fraud")).toEqual([
        "21T22:00 POSSIBLE UNDERWAY",
        "22T22:00 POSSIBLE UNDERWAY",
        "23T22:00 POSSIBLE UNDERWAY",
      ]);
      expect(found("orders-enrichment")[0]).toBe("22T06:00 POSSIBLE POSSIBLE");
      expect(found("Orders database upgrade")).toEqual(["22T11:00 DECLARED DECLARED"]);
    } finally {
      await own.stop();
    }
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

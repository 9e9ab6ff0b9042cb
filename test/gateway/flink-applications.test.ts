import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { arnOf } from "../support/mutations.js";
import type { Issuer } from "../support/tokens.js";
import { bearer, createIssuer } from "../support/tokens.js";

let issuer: Issuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await createIssuer();
  gateway = await startTestGateway(issuer.environment);
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const document = `query ($filter: FlinkApplicationFilter, $first: Int, $after: String) {
  flinkApplications(filter: $filter, first: $first, after: $after) {
    edges { cursor node { arn } }
    nodes { id arn name status region accountId maintenanceWindow { id application { id } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
    sources { source { id } state unreadableCount unreadable { id error { code } } error { code } }
  }
}`;

async function answerTo(
  variables: Record<string, unknown> = {},
  { of = gateway, scope = "maintenance:read" } = {},
) {
  return of.query(document, variables, bearer(await issuer.token({ scope }, now)));
}

async function list(...given: Parameters<typeof answerTo>) {
  const { data, errors } = await answerTo(...given);
  expect(errors).toBeUndefined();
  const { nodes, edges, ...page } = data.flinkApplications;
  type Node = { readonly name: string; readonly arn: string; readonly id: string };
  expect(edges.map(({ node }: { node: Node }) => node.arn)).toEqual(nodes.map(({ arn }: Node) => arn));
  return { ...page, nodes, names: nodes.map(({ name }: Node) => name) };
}

const central = [
  "clickstream-sessions",
  "fleet-notebook",
  "inventory-sync",
  "orders-enrichment",
  "payments-fraud",
  "pricing-realtime",
  "returns-archive",
];
const east = [
  "ad-attribution",
  "legacy-sql-report",
  "search-indexing",
  "shipment-tracking",
  "telemetry-rollup",
];
const all = [...central, ...east].toSorted();

describe("the list", () => {
  test("has all applications of all sources by name, also those without a window", async () => {
    const { names, nodes, totalCount, sources, pageInfo } = await list();
    expect(names).toEqual(all);
    expect([totalCount, pageInfo.hasNextPage, pageInfo.hasPreviousPage]).toEqual([12, false, false]);
    expect(sources).toEqual(
      ["aws-eu-central-1", "aws-us-east-1"].map((id) => ({
        source: { id },
        state: "OK",
        unreadableCount: 0,
        unreadable: [],
        error: null,
      })),
    );
    const [ad] = nodes;
    const arn = arnOf("ad-attribution", "us-east-1");
    expect(ad).toMatchObject({
      id: arn,
      arn,
      maintenanceWindow: { id: `flink:${arn}`, application: { id: arn } },
    });
    const withoutWindow = nodes.filter(
      ({ maintenanceWindow }: { readonly maintenanceWindow: unknown }) => maintenanceWindow === null,
    );
    expect(withoutWindow.map(({ name }: { name: string }) => name)).toEqual([
      "fleet-notebook",
      "legacy-sql-report",
    ]);
  });

  test("has pages of up to `first` applications, which concatenate to the whole list", async () => {
    const names: string[] = [];
    let after: string | null = null;
    for (let created = 0; ; created += 1) {
      const page = await list({ first: 5, after });
      expect(page.totalCount).toBe(12 + created);
      expect(page.pageInfo.hasPreviousPage).toBe(names.length > 0);
      names.push(...page.names);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
      // The applications of a later reading are in the same places.
      await gateway.flink.seed({ applications: 1, region: "eu-central-1" });
    }
    expect(names.filter((name) => !name.startsWith("load-"))).toEqual(all);
  });

  test("is counted without nodes by `first: 0`", async () => {
    const { names, totalCount, pageInfo, sources } = await list({ first: 0 });
    expect(names).toEqual([]);
    expect([totalCount, sources.length]).toEqual([12, 2]);
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    expect((await list({ first: 0, filter: { applications: [] } })).pageInfo.hasNextPage).toBe(false);
  });

  test("has the default page size for null", async () => {
    expect((await list({ first: null, after: null, filter: null })).names).toHaveLength(12);
  });

  test("keeps a page's cursors from one request to the next", async () => {
    const [one, other] = [await list({ first: 3 }), await list({ first: 3 })];
    expect(one.pageInfo).toEqual(other.pageInfo);
  });
});

describe("a filter", () => {
  const sql = ["legacy-sql-report"];
  test.each<readonly [Record<string, unknown>, readonly string[]]>([
    [{}, all],
    [{ sources: ["aws-us-east-1"] }, east],
    [{ regions: ["eu-central-1"] }, central],
    [{ regions: ["eu-central-1"], sources: ["aws-us-east-1"] }, []],
    [{ accountIds: ["123456789012"] }, all],
    [
      { applications: ["orders-enrichment", arnOf("ad-attribution", "us-east-1"), "none"] },
      ["ad-attribution", "orders-enrichment"],
    ],
    [{ applications: ["ORDERS-ENRICHMENT"] }, []],
    [
      { statuses: ["RUNNING", "MAINTENANCE"], regions: ["eu-central-1"] },
      ["fleet-notebook", "orders-enrichment", "payments-fraud", "pricing-realtime"],
    ],
    [{ statuses: ["UNKNOWN"] }, []],
    [{ runtimeEnvironments: ["SQL-1_0", "FLINK-2_2"] }, [...sql, "telemetry-rollup"]],
    [{ hasMaintenanceWindow: false }, ["fleet-notebook", ...sql]],
    [{ hasMaintenanceWindow: true, sources: ["aws-us-east-1"] }, east.filter((name) => !sql.includes(name))],
    [{ search: " Notebook of the FLEET\n" }, ["fleet-notebook"]],
    [{ search: "application/legacy" }, sql],
    [{ search: "us-east-1" }, east],
    [{ search: "" }, all],
    ...["sources", "regions", "accountIds", "applications", "statuses", "runtimeEnvironments"].map(
      (field) => [{ [field]: [] }, []] as const,
    ),
  ])("%j selects %j", async (filter, names) => {
    const found = await list({ filter });
    expect([found.names, found.totalCount]).toEqual([names, names.length]);
  });

  test("by source or region does not call the other sources", async () => {
    for (const filter of [{ sources: ["aws-us-east-1"] }, { regions: ["us-east-1"] }]) {
      await gateway.flink.reset();
      const { sources } = await list({ filter });
      expect(sources.map(({ source }: { source: { id: string } }) => source.id)).toEqual(["aws-us-east-1"]);
      expect((await gateway.flink.counts()).ListApplications).toBe(1);
    }
    await gateway.flink.reset();
    expect((await list({ filter: { regions: [] } })).sources).toEqual([]);
    expect((await gateway.flink.counts()).ListApplications).toBeUndefined();
  });

  test("and arguments with several errors name all of them, before anything is read", async () => {
    await list();
    await gateway.flink.reset();
    const { data, errors } = await answerTo({
      first: 201,
      after: "nonsense",
      filter: {
        sources: ["aws-us-east-1", "nowhere", "datadog"],
        regions: ["eu-west-9", "us-east-1"],
        accountIds: ["000000000000"],
        search: "x".repeat(257),
      },
    });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [
        { path: ["first"], code: "OUT_OF_RANGE", message: "`first` must be from 0 to 200." },
        { path: ["after"], code: "MALFORMED" },
        { path: ["filter", "search"], code: "TOO_LONG" },
        {
          path: ["filter", "sources"],
          code: "OUT_OF_RANGE",
          message:
            "`filter.sources` contains ids of no AWS_FLINK source that you can read: nowhere, datadog. `maintenanceSources` lists the sources that you can read, with their providers, regions and accounts.",
        },
        {
          path: ["filter", "regions"],
          code: "OUT_OF_RANGE",
          message:
            "`filter.regions` contains regions of no AWS_FLINK source that you can read: eu-west-9. `maintenanceSources` lists the sources that you can read, with their providers, regions and accounts.",
        },
        { path: ["filter", "accountIds"], code: "OUT_OF_RANGE" },
      ],
    });
    expect(await gateway.flink.counts()).toEqual({});
  });

  test("by an account is no error while the account of a source is unknown", async () => {
    const fresh = await startTestGateway({ ...issuer.environment, INVENTORY_MAX_AGE_SECONDS: "60" });
    try {
      const filter = { accountIds: ["999999999999"] };
      const first = await list({ filter }, { of: fresh });
      expect([first.totalCount, first.sources.length]).toEqual([0, 2]);
      const { errors } = await answerTo({ filter }, { of: fresh });
      expect(errors?.[0]?.extensions).toMatchObject({
        violations: [{ path: ["filter", "accountIds"], code: "OUT_OF_RANGE" }],
      });
    } finally {
      await fresh.stop();
    }
  });

  test.each([-1, 201])("and a page size of %i is an error", async (first) => {
    const { errors } = await answerTo({ first });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ path: ["first"], code: "OUT_OF_RANGE" }],
    });
  });

  test("of another list makes a cursor invalid", async () => {
    const { pageInfo } = await list({ first: 1 });
    const { errors } = await answerTo({ after: pageInfo.endCursor, filter: { search: "a" } });
    expect(errors?.[0]?.extensions).toMatchObject({ violations: [{ path: ["after"], code: "MALFORMED" }] });
  });
});

describe("a caller with scopes for some sources", () => {
  const scope = "maintenance:read:aws-us-east-1 maintenance:read:datadog";

  test("gets only their applications, counts and sources, and the others are not called", async () => {
    const { names, totalCount, sources } = await list({}, { scope });
    expect([names, totalCount]).toEqual([east, 5]);
    expect(JSON.stringify(sources)).not.toContain("eu-central-1");
    expect((await gateway.flink.counts()).ListApplications).toBe(1);
  });

  test.each([{ sources: ["aws-eu-central-1"] }, { regions: ["eu-central-1"] }])(
    "cannot tell a hidden source from none: %j",
    async (filter) => {
      const hidden = await answerTo({ filter }, { scope });
      const text = JSON.stringify(filter);
      const none = await answerTo(
        { filter: JSON.parse(text.replaceAll("central-1", "nowhere-1")) },
        { scope },
      );
      expect(hidden.errors?.[0]?.extensions?.code).toBe("INVALID_ARGUMENT");
      expect(JSON.stringify(hidden)).toBe(JSON.stringify(none).replaceAll("nowhere-1", "central-1"));
    },
  );

  test("gets an empty list without an AWS source, and an error without any", async () => {
    const none = await list({}, { scope: "maintenance:read:datadog" });
    expect([none.totalCount, none.sources]).toEqual([0, []]);
    const { errors } = await answerTo({}, { scope: "openid" });
    expect(errors?.[0]?.extensions?.code).toBe("PERMISSION_DENIED");
  });
});

describe("if a source", () => {
  test("fails, the list has the applications of the others, and says so", async () => {
    await gateway.flink.fault("ListApplications", { status: 500 }, 1);
    const { names, totalCount, sources } = await list();
    expect([central, east]).toContainEqual(names);
    expect(totalCount).toBe(names.length);
    const states = sources.map(({ state }: { state: string }) => state);
    expect(states.toSorted()).toEqual(["FAILED", "OK"]);
    expect(sources.find(({ state }: { state: string }) => state === "FAILED")).toMatchObject({
      error: { code: "UNAVAILABLE" },
    });
  });

  test("has an application that cannot be read, the list lacks it, and names it", async () => {
    await gateway.flink.fault(
      "DescribeApplication",
      { errorType: "AccessDeniedException" },
      undefined,
      "orders-enrichment",
    );
    const { names, sources } = await list({ filter: { regions: ["eu-central-1"] } });
    expect(names).toEqual(central.filter((name) => name !== "orders-enrichment"));
    expect(sources).toMatchObject([
      {
        state: "PARTIAL",
        unreadableCount: 1,
        unreadable: [{ id: `flink:${arnOf("orders-enrichment")}`, error: { code: "PERMISSION_DENIED" } }],
      },
    ]);
  });

  test("maintains an application without a window, the list has it, and the source is PARTIAL for windows", async () => {
    await gateway.flink.fault("*", { merge: { "legacy-sql-report": { ApplicationStatus: "MAINTENANCE" } } });
    const { nodes, sources } = await list({
      filter: { hasMaintenanceWindow: false, regions: ["us-east-1"] },
    });
    expect(nodes).toMatchObject([
      { name: "legacy-sql-report", status: "MAINTENANCE", maintenanceWindow: null },
    ]);
    const id = `flink:${arnOf("legacy-sql-report", "us-east-1")}`;
    expect(sources).toMatchObject([{ state: "PARTIAL", unreadableCount: 1, unreadable: [{ id }] }]);
  });
});

describe("calls", () => {
  test("are those of a list of windows: one operation reads both from one reading", async () => {
    const { data, errors } = await gateway.query(
      `{
        maintenanceWindows(first: 200, filter: { providers: [AWS_FLINK] }) { totalCount sources { fetchedAt } }
        flinkApplications { totalCount sources { fetchedAt } nodes { maintenanceWindow { id } } }
        again: flinkApplications(filter: { search: "a" }) { totalCount }
      }`,
      {},
      bearer(await issuer.token({}, now)),
    );
    expect(errors).toBeUndefined();
    expect([data.maintenanceWindows.totalCount, data.flinkApplications.totalCount]).toEqual([10, 12]);
    expect(data.flinkApplications.sources).toEqual(data.maintenanceWindows.sources);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 2, DescribeApplication: 12 });
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("are saved until a window of the page opens or closes, although nothing is read", async () => {
    const clock = movableClock();
    const cached = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "36000" }, clock.now);
    try {
      const query = `{ flinkApplications(filter: { applications: ["pricing-realtime"] }) {
        nodes { maintenanceWindow { status } } } }`;
      const status = async () =>
        (await cached.query(query)).data.flinkApplications.nodes[0].maintenanceWindow.status;
      const statuses = [await status(), await status(), await status()];
      clock.passSeconds(8 * 3600);
      statuses.push(await status(), await status());
      expect(statuses).toEqual(["ACTIVE", "ACTIVE", "ACTIVE", "SCHEDULED", "SCHEDULED"]);
      expect((await cached.flink.counts()).ListApplications).toBe(2);
    } finally {
      await cached.stop();
    }
  });

  test("are saved while the readings are fresh, and responses are sent again until a write", async () => {
    const cached = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "60", AWS_REGIONS: "eu-central-1" });
    try {
      const query = `{ flinkApplications(filter: { applications: ["inventory-sync"] }) {
        nodes { maintenanceWindow { startTime status } } } }`;
      const start = async () =>
        (await cached.query(query)).data.flinkApplications.nodes[0].maintenanceWindow.startTime;
      for (let count = 0; count < 3; count += 1) expect(await start()).toBe("02:30");
      expect(await cached.flink.counts()).toEqual({ ListApplications: 1, DescribeApplication: 7 });
      const input = `{ id: "${arnOf("inventory-sync")}", startTime: "04:00" }`;
      await cached.query(`mutation { updateFlinkMaintenanceWindow(input: ${input}) { __typename } }`);
      for (let count = 0; count < 3; count += 1) expect(await start()).toBe("04:00");
      expect((await cached.flink.counts()).ListApplications).toBe(1);
    } finally {
      await cached.stop();
    }
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ NODE_ENV: "production", SHUTDOWN_DELAY_MS: "0" });
});
afterAll(() => gateway.stop());

const tooMuch = (limits: Record<string, unknown>[]) => ({
  errors: [{ extensions: { code: "OPERATION_LIMIT_EXCEEDED", limits } }],
});

describe("default limits", () => {
  test.each<[string, string, Record<string, unknown>]>([
    [
      "depth",
      `{ flinkApplication(arn: "a") ${"{ maintenanceWindow { application ".repeat(6)}{ name } ${"} }".repeat(6)} }`,
      { limit: "depth", value: 14, maximum: 12 },
    ],
    [
      "aliases",
      `{ maintenanceSources { ${Array.from({ length: 31 }, (_, index) => `a${index}: id`).join(" ")} } }`,
      { limit: "aliases", value: 31, maximum: 30 },
    ],
    [
      "root fields",
      `{ ${Array.from({ length: 21 }, (_, index) => `a${index}: __typename`).join(" ")} }`,
      { limit: "rootFields", value: 21, maximum: 20 },
    ],
    [
      "cost",
      '{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { occurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z") { startsAt } } } } }',
      { limit: "cost", value: 11202, maximum: 5000 },
    ],
  ])("reject an operation over the limit for %s before any upstream call", async (_name, query, limit) => {
    const answer = await gateway.query(query);
    expect(answer).toMatchObject(tooMuch([limit]));
    expect([await gateway.flink.counts(), await gateway.datadog.counts()]).toEqual([{}, {}]);
  });

  const occurrences = 'occurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z")';
  test.each<[string, string, Record<string, unknown>, string]>([
    [
      "two lists, one with its default size",
      `{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { ${occurrences} { startsAt } } } } }`,
      {},
      "its cost is 11202, but QUERY_MAX_COST allows at most 5000. Most of the cost comes from `maintenanceWindows.nodes.occurrences`: lower `first` of `maintenanceWindows` (200) or `first` of `occurrences` (50 by default), or split the operation.",
    ],
    [
      "aliases, fragments and a variable that is larger than its maximum",
      `query ($first: Int) { page: maintenanceWindows(first: $first) { ...Page } }
       fragment Page on MaintenanceWindowConnection { edges { node { ...Window } } }
       fragment Window on ScheduledWindow { next: ${occurrences} { local(timeZone: "UTC") { startsAt } } }`,
      { first: 1000 },
      "its cost is 91432, but QUERY_MAX_COST allows at most 5000. Most of the cost comes from `page.edges.node.next.local`: lower `first` of `page` (1000; at most 200) or `first` of `next` (50 by default), or split the operation.",
    ],
    [
      "many changes",
      "mutation ($changes: [MaintenanceWindowChangeInput!]!) { changeMaintenanceWindows(changes: $changes) { __typename } }",
      { changes: Array(400).fill({ deleteDatadog: { id: "x" } }) },
      "its cost is 6441, but QUERY_MAX_COST allows at most 5000. Most of the cost comes from the arguments of `changeMaintenanceWindows`: shorten `changes` of `changeMaintenanceWindows` (400 items), or split the operation.",
    ],
    [
      "a long list in a filter",
      "query ($filter: MaintenanceWindowFilter) { maintenanceWindows(filter: $filter) { totalCount } }",
      { filter: { sources: Array(20_000).fill("x"), search: "y" } },
      "its cost is 10072, but QUERY_MAX_COST allows at most 5000. Most of the cost comes from the arguments of `maintenanceWindows`: shorten `filter.sources` of `maintenanceWindows` (20000 items), or split the operation.",
    ],
    [
      "many equal fields",
      `{ ${Array.from({ length: 20 }, (_, index) => `w${index}: maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { id title status } } }`).join(" ")} }`,
      {},
      "its cost is 8821, but QUERY_MAX_COST allows at most 5000. The most expensive part is `w0.nodes`: lower `first` of `w0` (200), or split the operation.",
    ],
    [
      "depth",
      `{ flinkApplication(arn: "a") ${"{ maintenanceWindow { application ".repeat(6)}{ name } ${"} }".repeat(6)} }`,
      {},
      "its depth is 14, but QUERY_MAX_DEPTH allows at most 12. Nest fields less deeply, or split the operation.",
    ],
    [
      "entities",
      "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }",
      { all: Array(600).fill({ __typename: "MaintenanceSource", id: "x" }) },
      "its number of entities is 600, but QUERY_MAX_ENTITIES allows at most 500. Send fewer `representations` to `_entities`, or split the operation.",
    ],
  ])("say what to lower: %s", async (_name, query, variables, reason) => {
    const { data, errors } = await gateway.query(query, variables);
    expect(data).toBeUndefined();
    expect(errors?.map(({ message }) => message)).toEqual([`The operation is too large: ${reason}`]);
  });

  test("say what to lower as data", async () => {
    const query = `{ maintenanceWindows(first: 150) { nodes { ... on ScheduledWindow { all: ${occurrences} { startsAt } } } } }`;
    const [windows, all] = [["maintenanceWindows"], ["maintenanceWindows", "nodes", "all"]];
    expect((await gateway.query(query)).errors?.[0]?.extensions.limits).toEqual([
      {
        limit: "cost",
        value: 8402,
        maximum: 5000,
        path: all,
        arguments: [
          { path: windows, argument: "first", value: 150, unit: "number" },
          { path: all, argument: "first", value: 50, unit: "number", isDefault: true },
        ],
      },
    ]);
  });

  test.each([
    ["maintenanceWindows(first: N) { nodes { __typename } }", 200],
    [`maintenanceOccurrences(${occurrences.slice(12, -1)}, first: N) { nodes { startsAt } }`, 500],
    ["flinkApplications(first: N) { nodes { __typename } }", 200],
    ["maintenanceWindows(first: 0) { counts { byDailyHours(first: N) { startTime } } }", 1440],
    [
      'maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000001") { ... on ScheduledWindow { overlapping(first: N) { hasMore } } }',
      50,
    ],
    ["maintenanceNow { windows(first: N) { __typename } }", 200],
    ["maintenanceNow { reasons(first: N) { certainty } }", 200],
    [
      `maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000001") { ... on ScheduledWindow { ${occurrences.slice(0, -1)}, first: N) { startsAt } } }`,
      1000,
    ],
    [
      'flinkApplication(arn: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment") { maintenanceHistory(first: N) { status } }',
      50,
    ],
  ])("leave a page size that is too large to the precise error of %s", async (field, maximum) => {
    const ask = async (first: number) =>
      (await gateway.query(`{ ${field.replace("first: N", `first: ${first}`)} }`)).errors;
    expect(await ask(maximum)).toBeUndefined();
    for (const first of [maximum + 1, 1_000_000]) {
      const [error] = (await ask(first)) ?? [];
      expect(error?.message).toMatch(new RegExp(`^\`first\` must be from 0 to ${maximum}\\.$`));
      expect(error?.extensions.code).toBe("INVALID_ARGUMENT");
    }
  });

  test("report every exceeded limit with its variable", async () => {
    const fields = Array.from({ length: 40 }, (_, index) => `a${index}: maintenanceSources { id }`);
    expect((await gateway.query(`{ ${fields.join(" ")} }`)).errors).toMatchObject([
      {
        message:
          "The operation is too large: its number of aliases is 40, but QUERY_MAX_ALIASES allows at most 30; its number of root fields is 40, but QUERY_MAX_ROOT_FIELDS allows at most 20. Use fewer aliases. Select fewer fields of the query or mutation itself, or split the operation.",
        extensions: { limits: [{ limit: "aliases" }, { limit: "rootFields" }] },
      },
    ]);
  });

  test("stop parsing a document with too many tokens", async () => {
    const { data, errors } = await gateway.query(`{ ${"__typename ".repeat(1_500)} }`);
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      {
        message:
          "The operation is too large: its document has more than the 1500 tokens that QUERY_MAX_TOKENS allows. Split it, or request fewer fields.",
        extensions: { code: "OPERATION_LIMIT_EXCEEDED" },
      },
    ]);
  });

  test.each([
    ["of the query", (count: number) => `{ ${"maintenanceSources { id } ".repeat(count)} }`],
    ["in itself", (count: number) => `{ ${"maintenanceSources { ".repeat(count)} id ${"} ".repeat(count)} }`],
    [
      "by an alias, in inline fragments and in a fragment",
      (count: number) =>
        `{ x: maintenanceSources { id } ${"... { x: maintenanceSources { id } } ".repeat(count - 2)} ...F } fragment F on Query { x: maintenanceSources { id } }`,
    ],
  ])("stop validating a document that repeats an object %s", async (_name, document) => {
    const message = expect.stringMatching(
      /^The operation is too large: it requests \w+ 101 times, but at most 100 are allowed\. Split it, or use fragments\.$/,
    );
    const extensions = {
      code: "OPERATION_LIMIT_EXCEEDED",
      limits: [{ limit: "repetitions", value: 101, maximum: 100 }],
      requestId: expect.any(String),
    };
    const { errors } = await gateway.query(document(101));
    expect(errors).toEqual([{ message, extensions }]);
    expect(JSON.stringify(await gateway.query(document(100)))).not.toContain("repetitions");
  });

  test("explain that graphql-js stopped comparing fields", async () => {
    const { errors } = await gateway.query(`{ maintenanceSources { ${"id ".repeat(1_400)} } }`);
    expect(errors).toMatchObject([
      {
        message:
          "The operation is too large: it requests the same fields too often to compare them all. Split it, or use fragments.",
        extensions: { code: "OPERATION_LIMIT_EXCEEDED" },
      },
    ]);
  });

  test("reject a document with more than 30000 characters, whatever they are", async () => {
    const padded = (length: number) => `#${"x".repeat(length - 17)}\n{ __typename }\n`;
    expect(padded(30_000)).toHaveLength(30_000);
    expect((await gateway.query(padded(30_000))).data).toEqual({ __typename: "Query" });
    const message =
      "The operation is too large: its document has 30001 characters, but QUERY_MAX_CHARACTERS allows at most 30000. Split it, or remove comments and white space.";
    const extensions = { code: "OPERATION_LIMIT_EXCEEDED" };
    expect(await gateway.query(padded(30_001))).toMatchObject({ errors: [{ message, extensions }] });
    const search = new URLSearchParams({ query: padded(30_001) });
    const response = await fetch(`${gateway.address}/graphql?${search}`, {
      headers: { "apollo-require-preflight": "yes" },
    });
    // Node.js limits the length of a URL before that.
    expect([400, 431]).toContain(response.status);
  });

  test("accept five hundred entity references and reject more", async () => {
    const ask = (length: number) =>
      gateway.query("query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }", {
        all: Array.from({ length }, (_, index) => ({ __typename: "MaintenanceSource", id: `s${index}` })),
      });
    expect((await ask(500)).data._entities).toHaveLength(500);
    expect(await ask(501)).toMatchObject(tooMuch([{ limit: "entities", value: 501, maximum: 500 }]));
    expect(await ask(1_000)).toMatchObject(
      tooMuch([
        { limit: "entities", value: 1000, maximum: 500 },
        { limit: "cost", value: 5600, maximum: 5000 },
      ]),
    );
  });

  test("reject introspection and _service in production, and suggest no names", async () => {
    for (const query of ["{ __schema { types { name } } }", "{ _service { sdl } }"]) {
      const { data, errors } = await gateway.query(query);
      expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, "GRAPHQL_VALIDATION_FAILED"]);
    }
    const typo = await gateway.query(
      "{ maintenanceWindowz(filtr: {}) { node } maintenanceSources(order: ID) { ids } }",
    );
    expect(JSON.stringify(typo)).not.toMatch(/did you mean/i);
    expect((await gateway.query("{ __typename }")).data).toEqual({ __typename: "Query" });
  });

  test("report at most five validation errors, the last of which says that there are more", async () => {
    const { errors } = await gateway.query(`{ ${Array.from({ length: 100 }, (_, i) => `x${i}`).join(" ")} }`);
    expect(errors).toHaveLength(5);
    expect(errors?.at(-1)?.message).toContain("Too many validation errors");
  });

  test("return the first hundred errors of a response and the number of omitted ones", async () => {
    const { data, errors = [] } = await gateway.query(
      "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }",
      { all: Array.from({ length: 150 }, () => ({ __typename: "Nothing" })) },
    );
    expect(data._entities).toHaveLength(150);
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)).toEqual({
      message: "Omitted errors: 50. A response lists at most 100.",
      extensions: { code: "TOO_MANY_ERRORS" },
    });
  });

  test("reject batches of operations", async () => {
    const response = await fetch(`${gateway.address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ query: "{ __typename }" }, { query: "{ __typename }" }]),
    });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{}] }]);
  });

  test("accept every operation in the documentation", async () => {
    const texts = [
      "README.md",
      ...readdirSync("docs")
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
    ];
    const documents = texts.flatMap((name) =>
      [...readFileSync(name, "utf8").matchAll(/```graphql\n(.*?)```/gs)].map(([, document = ""]) => document),
    );
    const operations = documents.filter((document) => /^\s*(?:\{|query|mutation)/.test(document));
    expect(operations.length).toBeGreaterThan(10);
    for (const operation of operations) {
      const { errors = [] } = await gateway.query(operation);
      expect(errors.filter(({ extensions }) => extensions.code === "OPERATION_LIMIT_EXCEEDED")).toEqual([]);
    }
  });
});

describe("variables", () => {
  /** Parsing it shows how fast this machine is. */
  const yardstick = JSON.stringify(Array(99_000).fill("ENDED"));

  const cpuMsSince = (start: NodeJS.CpuUsage): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };

  const variables: readonly (readonly [string, string, unknown])[] = [
    [
      "lists of lists",
      "query ($v: [ID!]) { maintenanceWindows(filter: { sources: $v }) { totalCount } }",
      Array(49_000).fill([]),
    ],
    [
      "unknown input fields",
      "query ($v: MaintenanceWindowFilter) { maintenanceWindows(filter: $v) { totalCount } }",
      Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`member${index}`, 1])),
    ],
    [
      "invalid enum values",
      "query ($v: [MaintenanceStatus!]) { maintenanceWindows(filter: { statuses: $v }) { totalCount } }",
      Array(99_000).fill("ACTIV"),
    ],
    [
      "many changes",
      "mutation ($v: [MaintenanceWindowChangeInput!]!) { changeMaintenanceWindows(changes: $v) { __typename } }",
      Array(20_000).fill({}),
    ],
    [
      "a long list that is used repeatedly",
      `query ($v: [MaintenanceStatus!]) { ${Array.from({ length: 20 }, (_, index) => `a${index}: maintenanceWindows(filter: { statuses: $v }) { totalCount }`).join(" ")} }`,
      Array(99_000).fill("ENDED"),
    ],
    [
      "a long string that is used repeatedly",
      `query ($v: String) { ${Array.from({ length: 20 }, (_, index) => `a${index}: maintenanceWindows(after: $v) { totalCount }`).join(" ")} }`,
      "W1tb".repeat(200_000),
    ],
  ];

  test.each(variables)(
    "with %s need little CPU time and cause a short response",
    async (_name, query, value) => {
      const least = { cpuMs: Number.POSITIVE_INFINITY, yardstickMs: Number.POSITIVE_INFINITY, length: 0 };
      // Takes the minimum of several attempts: a busy machine can double the time of one.
      for (let attempt = 0; attempt < 8; attempt++) {
        const body = JSON.stringify({ query, variables: { v: value } });
        const parsing = process.cpuUsage();
        JSON.parse(yardstick);
        least.yardstickMs = Math.min(least.yardstickMs, cpuMsSince(parsing));
        const before = process.cpuUsage();
        const response = await fetch(`${gateway.address}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        });
        const text = await response.text();
        least.cpuMs = Math.min(least.cpuMs, cpuMsSince(before));
        least.length = text.length;
        expect(JSON.parse(text).errors[0].extensions.code).toMatch(/BAD_USER_INPUT|OPERATION_LIMIT_EXCEEDED/);
      }
      expect(least.length).toBeLessThan(5_000);
      // Without the limits, these need seconds.
      expect(least.cpuMs / least.yardstickMs).toBeLessThan(130);
    },
  );

  test("with an unknown field cause an error that suggests no names", async () => {
    const { errors } = await gateway.query(
      "query ($v: MaintenanceWindowFilter) { maintenanceWindows(filter: $v) { totalCount } }",
      { v: { statusez: ["ACTIV"] } },
    );
    expect(errors).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT" }, message: expect.stringContaining("statusez") },
    ]);
    expect(errors?.[0]?.message).not.toContain("Did you mean");
  });
});

describe("configured limits", () => {
  test("accept an operation at a limit and reject one just above it", async () => {
    const one = await startTestGateway({
      QUERY_MAX_COST: "101",
      QUERY_MAX_DEPTH: "3",
      QUERY_MAX_ALIASES: "1",
      QUERY_MAX_ROOT_FIELDS: "2",
    });
    try {
      const refused = async (query: string) => (await one.query(query)).errors?.[0]?.extensions.limits;
      // A source costs 1, its id 0.1, and the list counts as ten sources.
      expect(await refused("{ maintenanceSources { id health { state } } }")).toBeUndefined();
      expect(await refused("{ maintenanceSources { id health { error { message } } } }")).toMatchObject([
        { limit: "depth" },
      ]);
      expect(await refused("{ a: __typename __typename }")).toBeUndefined();
      expect(await refused("{ a: __typename b: __typename }")).toMatchObject([
        { limit: "aliases", value: 2 },
      ]);
      const page = (first: number) => `{ maintenanceWindows(first: ${first}) { pageInfo { hasNextPage } } }`;
      expect(await refused(page(99))).toBeUndefined();
      expect(await refused(page(101))).toMatchObject([{ limit: "cost", value: 103, maximum: 101 }]);
    } finally {
      await one.stop();
    }
  });

  test("limit aliases in introspection, but not its depth or cost", async () => {
    const aliases = Array.from({ length: 400 }, (_, index) => `a${index}: name`).join(" ");
    const one = await startTestGateway();
    try {
      const answer = await one.query(`{ __schema { types { ...F } } } fragment F on __Type { ${aliases} }`);
      expect(answer.errors).toMatchObject([{ extensions: { limits: [{ limit: "aliases", value: 400 }] } }]);
      const { data } = await one.query(getIntrospectionQuery());
      expect(data.__schema.types.length).toBeGreaterThan(50);
    } finally {
      await one.stop();
    }
  });

  test("are independent of each other", async () => {
    const one = await startTestGateway({
      QUERY_MAX_TOKENS: "30",
      QUERY_MAX_DEPTH: "2",
      QUERY_MAX_ALIASES: "0",
      QUERY_MAX_ROOT_FIELDS: "1",
      QUERY_MAX_COST: "1",
      MAX_BODY_BYTES: "2000",
    });
    try {
      const { errors } = await one.query("{ a: __typename maintenanceSources { health { state } } }");
      expect(errors?.[0]?.extensions.limits).toMatchObject([
        { limit: "depth", value: 3, maximum: 2 },
        { limit: "aliases", value: 1, maximum: 0 },
        { limit: "rootFields", value: 2, maximum: 1 },
        { limit: "cost", maximum: 1 },
      ]);
      expect((await one.query(`{ ${"__typename ".repeat(30)} }`)).errors?.[0]?.message).toContain(
        "30 tokens that QUERY_MAX_TOKENS allows",
      );
      const large = await one.query("{ __typename }", { text: "x".repeat(2_000) });
      expect(large.errors).toMatchObject([
        {
          message:
            "The request body exceeds 2000 bytes, the limit set by MAX_BODY_BYTES. Send a smaller body, or raise the limit.",
          extensions: { code: "BAD_REQUEST" },
        },
      ]);
    } finally {
      await one.stop();
    }
  });

  test("INTROSPECTION=true enables introspection in production", async () => {
    const one = await startTestGateway({
      NODE_ENV: "production",
      SHUTDOWN_DELAY_MS: "0",
      INTROSPECTION: "true",
    });
    try {
      const { data } = await one.query("{ _service { sdl } __schema { queryType { name } } }");
      expect([data._service.sdl.length > 1_000, data.__schema.queryType.name]).toEqual([true, "Query"]);
    } finally {
      await one.stop();
    }
  });
});

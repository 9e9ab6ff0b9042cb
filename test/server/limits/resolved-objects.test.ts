import fc from "fast-check";
import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gatewaySchema } from "../../../src/resolvers/gateway-schema.js";
import { measureOperation } from "../../../src/server/limits/measure-operation.js";
import type { TestGateway } from "../../support/gateway.js";
import { noLimits, startTestGateway } from "../../support/gateway.js";

const regions = ["eu-central-1", "us-east-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"];
/** More sources than routers assume. */
const sources = [...regions, ...["ap-south-1", "ap-east-1", "us-west-1", "us-west-2", "us-east-2"]];
const sourceCount = sources.length + 1;
const schema = gatewaySchema();

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    ...noLimits,
    AWS_REGIONS: sources.join(),
    INVENTORY_MAX_AGE_SECONDS: "3600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "3600",
  });
  await gateway.flink.seed({ applications: 330, startTimes: 330, region: "eu-central-1" });
  await gateway.datadog.seed({ windows: 50 });
}, 60_000);
afterAll(() => gateway.stop());

const range = 'from: "2026-11-22T00:00:00Z", to: "2027-02-20T00:00:00Z"';

/** What a caller can do with the argument `first`. `$null` and `$none` are nullable variables: null, and without a value. */
const first = fc.oneof(
  fc.constantFrom("", "first: null", "first: $null", "first: $none", "first: $some"),
  fc.integer({ min: -1, max: 210 }).map((value) => `first: ${value}`),
);
const withFirst = (given: string, others = "") => {
  const all = [others, given].filter((text) => text !== "").join(", ");
  return all === "" ? "" : `(${all})`;
};

const application = first.map(
  (runs) =>
    `application { name maintenanceHistory${withFirst(runs)} { status startedAt details { failureMessage } } }`,
);
const windowFields = fc
  .array(
    fc.oneof(
      fc.constantFrom("id", "title", "status", "nextOccurrence { startsAt }", "source { id provider }"),
      first.map((given) => `occurrences${withFirst(given, range)} { startsAt }`),
      first.map(
        (given) =>
          `overlapping${withFirst(given, "certainties: [UNDERWAY, DECLARED, POSSIBLE]")} { nodes { certainty window { __typename } firstOverlap { startsAt } } sources { state source { id } } }`,
      ),
      application.map((field) => `... on FlinkMaintenanceWindow { ${field} }`),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((fields) => `{ __typename ... on ScheduledWindow { ${[...new Set(fields)].join(" ")} } }`);
const sourceResults = "sources { source { id capabilities { create update } } state error { message } }";

const rootField = fc
  .tuple(first, windowFields, fc.constantFrom("nodes", "edges"), first)
  .chain(([given, fields, list, hours]) => {
    const items = list === "nodes" ? `nodes ${fields}` : `edges { cursor node ${fields} }`;
    return fc.constantFrom(
      `maintenanceWindows${withFirst(given)} { ${items} ${sourceResults} }`,
      `maintenanceWindows(first: 0) { counts { byDailyHours${withFirst(hours)} { startTime count occurrences${withFirst(given, range)} { startsAt } } } ${sourceResults} }`,
      `maintenanceNow { totalCount windows${withFirst(given)} ${fields} ${sourceResults} }`,
      `maintenanceOccurrences${withFirst(given, range)} { nodes { startsAt window ${fields} } ${sourceResults} }`,
      `flinkApplications${withFirst(given)} { ${list === "nodes" ? "nodes { id maintenanceWindow { id } }" : "edges { cursor node { id } }"} ${sourceResults} }`,
      "maintenanceSources { id provider health { state } }",
    );
  });

/** Counts what the response contains as the cost counts it: 1 for an object, 0.1 for another value. */
function contentOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + contentOf(item), 0);
  if (typeof value !== "object" || value === null) return 0.1;
  return Object.values(value).reduce((sum: number, member) => sum + contentOf(member), 1);
}

test("no operation resolves more than its cost assumed, whatever its page sizes are", async () => {
  let resolved = 0;
  await fc.assert(
    fc.asyncProperty(rootField, fc.integer({ min: 1, max: 200 }), async (field, some) => {
      // An operation with two different pages in one field is invalid, and resolves nothing.
      const names = ["null", "none", "some"].filter((name) => field.includes(`$${name}`));
      const definitions = names.map((name) => `$${name}: Int`).join();
      const query = `query ${definitions === "" ? "" : `(${definitions})`} { ${field} }`;
      const variables = { null: null, some };
      const document = parse(query);
      const [operation] = document.definitions;
      if (operation?.kind !== "OperationDefinition") throw new Error("There is no operation.");
      const { cost } = measureOperation({ schema, document, operation, variables, sourceCount });
      const { data } = await gateway.query(query, variables);
      const content = Object.values(data ?? {}).reduce((sum: number, value) => sum + contentOf(value), 0);
      if (content > 100) resolved += 1;
      expect(content).toBeLessThanOrEqual(cost + 1e-6);
    }),
    { numRuns: 100 },
  );
  // The test means something only if many operations return data.
  expect(resolved).toBeGreaterThan(20);
}, 120_000);

test("a bulk change costs as much as the number of its changes, and at least what it returns", async () => {
  for (const count of [1, 30, 100]) {
    const changes = Array.from({ length: count }, () => ({ deleteDatadog: { id: "malformed" } }));
    const query =
      "mutation ($changes: [MaintenanceWindowChangeInput!]!) { changeMaintenanceWindows(changes: $changes) { ... on ValidationError { code violations { code message } } } }";
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== "OperationDefinition") throw new Error("There is no operation.");
    const { cost } = measureOperation({ schema, document, operation, variables: { changes }, sourceCount });
    const { data } = await gateway.query(query, { changes });
    expect(contentOf(data.changeMaintenanceWindows)).toBeGreaterThan(count);
    expect(contentOf(data.changeMaintenanceWindows)).toBeLessThanOrEqual(cost);
    expect(cost).toBeLessThan(count * 40);
  }
});

import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { noLimits, startTestGateway } from "../../support/gateway.js";

const windowFields = `
  __typename id title status revision recurrence
  then: status(at: "2026-11-22T12:20:00Z")
  source { id provider accountId capabilities { create update delete } health { state } }
  nextOccurrence { startsAt endsAt local(timeZone: "Europe/Berlin") { startsAt endOffset } }
  occurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-25T00:00:00Z", first: 3) { startsAt }
  ... on FlinkMaintenanceWindow { startTime endTime application { arn name region status maintenanceHistory { startedAt } } }
  ... on DatadogMaintenanceWindow { name query startsAt endsAt }`;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ ...noLimits, LOG_LEVEL: "debug" });
  return () => gateway.stop();
});
let logsBefore = 0;
beforeEach(() => {
  logsBefore = gateway.logs.length;
});
/** The number of queries of this test that graphql-js executed after their plans. */
const repeated = () =>
  gateway.logs.slice(logsBefore).filter(({ msg }) => msg === "graphql-js executes the query again").length;
afterEach(() => gateway.datadog.clearFaults());

const flinkId = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";

test.each([
  `{ maintenanceWindows { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { __typename } } nodes { ... on ScheduledWindow { ${windowFields} } } sources { state fetchedAt error { message } } } }`,
  `{ maintenanceNow { at verdict clearAt reasons { certainty window { __typename } } windows { ... on ScheduledWindow { ${windowFields} } } sources { state } } }`,
  `{ maintenanceOccurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z") { nodes { startsAt endsAt window { ... on ScheduledWindow { id } } } } }`,
  "{ maintenanceSources { id provider health { state circuit fetchedAt error { message } } } }",
  `{ maintenanceWindow(id: "${flinkId}") { ... on ScheduledWindow { ${windowFields} } } }`,
  `{ _entities(representations: [{ __typename: "FlinkMaintenanceWindow", id: "${flinkId}" }]) { ... on ScheduledWindow { ${windowFields} } } }`,
])("a plan executes %s", async (query) => {
  for (let request = 0; request < 2; request++) {
    const { errors } = await gateway.query(query);
    expect([errors, repeated()]).toEqual([undefined, 0]);
  }
});

test("one document has a plan for each choice of its fields", async () => {
  const document =
    "query ($yes: Boolean!) { maintenanceNow { at @include(if: $yes) verdict @skip(if: $yes) } }";
  for (const yes of [true, false, true, false]) {
    const { data } = await gateway.query(document, { yes });
    expect(Object.keys(data.maintenanceNow)).toEqual([yes ? "at" : "verdict"]);
  }
  expect(repeated()).toBe(0);
});

test("graphql-js reports the error of a plan without calling the provider again, and executes the next request", async () => {
  const { data } = await gateway.query(
    "{ maintenanceWindows { nodes { ... on DatadogMaintenanceWindow { id } } } }",
  );
  const [id] = data.maintenanceWindows.nodes.flatMap((node: { readonly id?: string }) => node.id ?? []);
  await gateway.datadog.fault("*", { status: 500 }, 100);
  const calls: number[] = [];
  const answers: unknown[] = [];
  for (let request = 0; request < 3; request++) {
    const before = sum(await gateway.datadog.counts());
    const { errors } = await gateway.query(`{ maintenanceWindow(id: "${id}") { __typename } }`);
    calls.push(sum(await gateway.datadog.counts()) - before);
    answers.push(errors?.[0]?.extensions.code, errors?.[0]?.path);
  }
  // The second of three requests had no plan.
  expect(repeated()).toBe(2);
  expect(calls).toEqual([1, 1, 1]);
  const answer = ["UNAVAILABLE", ["maintenanceWindow"]];
  expect(answers).toEqual([...answer, ...answer, ...answer]);
});

test("graphql-js executes a query whose router requests a trace, and no later query without one", async () => {
  const { extensions } = await gateway.query(
    "{ maintenanceNow { at } }",
    {},
    { "apollo-federation-include-trace": "ftv1" },
  );
  expect(extensions?.ftv1).toEqual(expect.any(String));

  // Apollo Server has now wrapped every resolver.
  const { errors } = await gateway.query(
    `{ maintenanceWindows { nodes { ... on ScheduledWindow { ${windowFields} } } } }`,
  );
  expect([errors, repeated()]).toEqual([undefined, 0]);
});

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

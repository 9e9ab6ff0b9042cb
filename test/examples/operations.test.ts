import { readFileSync } from "node:fs";
import { buildASTSchema, isInputObjectType, isNonNullType, parse, validate } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readExampleOperations } from "../../src/server/explorer/example-operations.js";
import { subscribe } from "../support/event-stream.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { mutate } from "../support/mutations.js";

const schema = buildASTSchema(parse(readFileSync("schema.graphql", "utf8")), { assumeValidSDL: true });
const examples = await readExampleOperations(now);
const mutations = examples.filter(({ document }) => /^mutation /m.test(document));
const subscriptions = examples.filter(({ document }) => /^subscription /m.test(document));
const queries = examples.filter(({ document }) => /^query /m.test(document));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

test.each(examples)("$name is valid", ({ document }) => {
  expect(validate(schema, parse(document))).toEqual([]);
});

test("the examples cover every mutation, every subscription and every list", () => {
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(fields.length).toBeGreaterThan(5);
  const uses = (field: string) => mutations.some(({ document }) => document.includes(`${field}(input`));
  expect(fields.filter((field) => !uses(field))).toEqual(["changeMaintenanceWindows"]);
  expect(mutations.some(({ document }) => document.includes("changeMaintenanceWindows("))).toBe(true);
  expect(Object.keys(schema.getSubscriptionType()?.getFields() ?? {}).sort()).toEqual([
    "maintenanceNow",
    "maintenanceWindowChanged",
  ]);
  expect(subscriptions.map(({ name }) => name)).toEqual(["events", "live-now"]);
  expect(queries.map(({ name }) => name)).toEqual([
    "list",
    "applications",
    "by-id",
    "calendar",
    "ended",
    "history",
    "now",
    "overlaps",
    "overview",
    "sources",
  ]);
});

test("every mutation selects failures by their interface and by their specific types", () => {
  for (const { document } of mutations) {
    for (const fragment of ["MaintenanceError", "ValidationError", "ConflictError", "UpstreamError"])
      expect(document).toContain(`... on ${fragment} {`);
  }
});

test.each(mutations.filter(({ variables }) => "input" in variables))(
  "$name sets every non-null input field, even if it has a default",
  ({ document, variables: { input } }) => {
    const [, type = ""] = /\$input: (\w+)!/.exec(document) ?? [];
    const inputType = schema.getType(type);
    if (!isInputObjectType(inputType)) throw new Error(`${type} is not an input type.`);
    const asked = Object.values(inputType.getFields()).filter((member) => isNonNullType(member.type));
    expect(Object.keys(input as object)).toEqual(expect.arrayContaining(asked.map((member) => member.name)));
  },
);

test.each(queries)("$name returns data", async ({ document, variables }) => {
  const { data, errors } = await gateway.query(document, variables);
  expect(errors).toBeUndefined();
  const [answer] = Object.values<Record<string, unknown>>(data);
  expect(answer).toBeTruthy();
  for (const list of [answer?.nodes, answer?.windows, answer?.sources, answer?.maintenanceHistory]) {
    if (list !== undefined) expect(list).not.toEqual([]);
  }
});

const exampleNamed = (wanted: string) => {
  const example = subscriptions.find(({ name }) => name === wanted);
  return subscribe(gateway.address, { query: example?.document, variables: example?.variables });
};

test("live-now sends the answer at once, and the next one when a window changes it", async () => {
  const stream = await exampleNamed("live-now");
  const answerOf = async () => (await stream.next())?.data?.data.maintenanceNow;
  expect(await answerOf()).toMatchObject({
    verdict: "IN_MAINTENANCE",
    clearAt: "2026-11-22T14:00:00.000Z",
    reasons: [{ startsAt: expect.any(String), window: { title: "Orders database upgrade" } }],
    missing: [],
  });
  await mutate(gateway, "endDatadogMaintenanceWindow", {
    id: "datadog:datadog:00000000-0000-4000-8000-000000000002",
  });
  expect(await answerOf()).toMatchObject({ verdict: "CLEAR", reasons: [] });
  stream.leave();
});

test("events sends RESTARTED first, then each change", async () => {
  const stream = await exampleNamed("events");
  const eventOf = async () => (await stream.next())?.data?.data.maintenanceWindowChanged;
  expect(await eventOf()).toMatchObject({ __typename: "MaintenanceStreamRestarted", type: "RESTARTED" });
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment",
    startTime: "22:30",
  });
  expect(await eventOf()).toMatchObject({
    type: "UPDATED",
    window: { title: "orders-enrichment", nextOccurrence: { startsAt: "2026-11-22T22:30:00.000Z" } },
    previous: { nextOccurrence: { startsAt: "2026-11-22T06:00:00.000Z" } },
  });
  stream.leave();
});

describe.each(mutations)("$name", ({ document, variables }) => {
  const meant = JSON.parse(
    JSON.stringify(variables).replaceAll('"validateOnly":true', '"validateOnly":false'),
  );
  const resultsOf = (data: object) =>
    Object.values<{ __typename: string; outcome: string }>(data as never).flat();

  test("only previews with its variables", async () => {
    const { data, errors } = await gateway.query(document, variables);
    expect(errors).toBeUndefined();
    expect(resultsOf(data).map(({ outcome }) => outcome)).toEqual(resultsOf(data).map(() => "VALIDATED"));
  });

  test("makes its change with validateOnly: false", async () => {
    expect(meant).not.toEqual(variables);
    const { data, errors } = await gateway.query(document, meant);
    expect(errors).toBeUndefined();
    for (const { outcome } of resultsOf(data)) expect(outcome).toMatch(/^(?:CREATED|UPDATED|DELETED)$/);
  });
});

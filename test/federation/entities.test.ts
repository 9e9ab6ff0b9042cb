import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
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
  await gateway.flink.clearFaults();
  await gateway.datadog.clearFaults();
});

const arnOf = (name: string, region = "eu-central-1") =>
  `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;
const windowIdOf = (number: number) =>
  `datadog:datadog:00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Asks as a router does. */
const entities = (...representations: readonly unknown[]) =>
  gateway.query(
    `query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        __typename
        ... on FlinkApplication { name maintenanceWindow { startTime } }
        ... on FlinkMaintenanceWindow { startTime application { name } }
        ... on DatadogMaintenanceWindow { name query }
        ... on MaintenanceSource { provider region site health { state } }
      }
    }`,
    { representations },
  );

test("each entity is found by its key, in the order of the representations", async () => {
  const arn = arnOf("orders-enrichment");
  const answer = await entities(
    { __typename: "MaintenanceSource", id: "datadog" },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2) },
    { __typename: "FlinkApplication", arn },
    { __typename: "FlinkMaintenanceWindow", id: `flink:${arn}` },
    { __typename: "FlinkApplication", arn: arnOf("ad-attribution", "us-east-1") },
  );
  expect(answer).toEqual({
    data: {
      _entities: [
        {
          __typename: "MaintenanceSource",
          provider: "DATADOG",
          region: null,
          site: "datadoghq.eu",
          health: { state: expect.any(String) },
        },
        {
          __typename: "DatadogMaintenanceWindow",
          name: "Orders database upgrade",
          query: "service:orders-db",
        },
        {
          __typename: "FlinkApplication",
          name: "orders-enrichment",
          maintenanceWindow: { startTime: "06:00" },
        },
        {
          __typename: "FlinkMaintenanceWindow",
          startTime: "06:00",
          application: { name: "orders-enrichment" },
        },
        {
          __typename: "FlinkApplication",
          name: "ad-attribution",
          maintenanceWindow: { startTime: "03:00" },
        },
      ],
    },
  });
});

test("many representations are one Datadog list, and one Describe for each application", async () => {
  const names = ["orders-enrichment", "payments-fraud", "inventory-sync"];
  const answer = await entities(
    ...[1, 2, 3, 4, 5, 2].map((number) => ({
      __typename: "DatadogMaintenanceWindow",
      id: windowIdOf(number),
    })),
    ...names.map((name) => ({ __typename: "FlinkApplication", arn: arnOf(name) })),
    ...names.map((name) => ({ __typename: "FlinkMaintenanceWindow", id: `flink:${arnOf(name)}` })),
    { __typename: "FlinkApplication", arn: arnOf("orders-enrichment") },
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data._entities).toHaveLength(13);
  expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  expect(await gateway.flink.counts()).toEqual({ DescribeApplication: 3 });
});

test("one that is unknown is null, without an error, and the others are there", async () => {
  const answer = await entities(
    { __typename: "FlinkApplication", arn: arnOf("no-such") },
    { __typename: "FlinkApplication", arn: arnOf("orders-enrichment", "sa-east-1") },
    { __typename: "FlinkMaintenanceWindow", id: `flink:${arnOf("fleet-notebook")}` },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(99) },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2).replace("datadog:datadog", "datadog:other") },
    { __typename: "MaintenanceSource", id: "no-such" },
    { __typename: "MaintenanceSource", id: "aws-eu-central-1" },
  );
  expect(answer.errors).toBeUndefined();
  expect(answer.data._entities.slice(0, 6)).toEqual([null, null, null, null, null, null]);
  expect(answer.data._entities[6]).toMatchObject({ region: "eu-central-1" });
});

const goodOne = { __typename: "MaintenanceSource", id: "datadog" };

test.each([
  ["a type that is none", { __typename: "Nonsense", id: "x" }, "__typename"],
  ["a type of Object.prototype", { __typename: "constructor", id: "x" }, "__typename"],
  ["a type that is no entity", { __typename: "SourceHealth", id: "x" }, "__typename"],
  ["a type whose key cannot be resolved here", { __typename: "DatadogUser", id: "x" }, "__typename"],
  ["no type", { id: "datadog" }, "__typename"],
  ["a type that is no text", { __typename: ["MaintenanceSource"], id: "datadog" }, "__typename"],
  ["a text", "MaintenanceSource", "__typename"],
  ["a list", [goodOne], "__typename"],
  ["no key", { __typename: "FlinkApplication" }, "arn"],
  ["another type's key", { __typename: "FlinkApplication", id: arnOf("orders-enrichment") }, "arn"],
  ["a key that is null", { __typename: "DatadogMaintenanceWindow", id: null }, "id"],
  ["a key that is a number", { __typename: "MaintenanceSource", id: 7 }, "id"],
  ["a key that is an object", { __typename: "MaintenanceSource", id: { id: "datadog" } }, "id"],
  ["an ARN that is none", { __typename: "FlinkApplication", arn: "arn:aws:s3:::bucket" }, "arn"],
  ["a window's id that is none", { __typename: "FlinkMaintenanceWindow", id: "flink:nonsense" }, "id"],
  ["the other provider's id", { __typename: "DatadogMaintenanceWindow", id: `flink:${arnOf("a")}` }, "id"],
])(
  "a representation that is malformed, %s, is an error of that entity only",
  async (_what, representation, member) => {
    const answer = await entities(goodOne, representation, goodOne);
    expect(answer.data._entities).toEqual([
      expect.objectContaining({ site: "datadoghq.eu" }),
      null,
      expect.objectContaining({ site: "datadoghq.eu" }),
    ]);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]).toMatchObject({
      path: ["_entities", 1],
      extensions: {
        code: "INVALID_ARGUMENT",
        violations: [{ code: "MALFORMED", path: [member] }],
      },
    });
  },
);

test("a provider that fails is an error of its entities only, with the facts that a client needs", async () => {
  await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
  const answer = await entities(
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2) },
    { __typename: "FlinkApplication", arn: arnOf("payments-fraud") },
  );
  expect(answer.data._entities).toEqual([null, expect.objectContaining({ name: "payments-fraud" })]);
  expect(answer.errors).toHaveLength(1);
  expect(answer.errors?.[0]).toMatchObject({
    path: ["_entities", 0],
    extensions: { code: "UNAVAILABLE", provider: "DATADOG", providerCode: "503", retryable: true },
  });
});

test("no entities are asked for, and none come", async () => {
  expect(await entities()).toEqual({ data: { _entities: [] } });
});

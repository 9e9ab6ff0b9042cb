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

/** Resolves entities, as a router does. */
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

test("finds each entity by its key, in the order of the representations", async () => {
  const arn = arnOf("orders-enrichment");
  const response = await entities(
    { __typename: "MaintenanceSource", id: "datadog" },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2) },
    { __typename: "FlinkApplication", arn },
    { __typename: "FlinkMaintenanceWindow", id: `flink:${arn}` },
    { __typename: "FlinkApplication", arn: arnOf("ad-attribution", "us-east-1") },
  );
  expect(response).toEqual({
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

test("resolves many representations with one Datadog list and one Describe for each application", async () => {
  const names = ["orders-enrichment", "payments-fraud", "inventory-sync"];
  const response = await entities(
    ...[1, 2, 3, 4, 5, 2].map((number) => ({
      __typename: "DatadogMaintenanceWindow",
      id: windowIdOf(number),
    })),
    ...names.map((name) => ({ __typename: "FlinkApplication", arn: arnOf(name) })),
    ...names.map((name) => ({ __typename: "FlinkMaintenanceWindow", id: `flink:${arnOf(name)}` })),
    { __typename: "FlinkApplication", arn: arnOf("orders-enrichment") },
  );
  expect(response.errors).toBeUndefined();
  expect(response.data._entities).toHaveLength(13);
  expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  expect(await gateway.flink.counts()).toEqual({ DescribeApplication: 3 });
});

test("returns null without an error for an unknown entity, and resolves the others", async () => {
  const response = await entities(
    { __typename: "FlinkApplication", arn: arnOf("no-such") },
    { __typename: "FlinkApplication", arn: arnOf("orders-enrichment", "sa-east-1") },
    { __typename: "FlinkMaintenanceWindow", id: `flink:${arnOf("fleet-notebook")}` },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(99) },
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2).replace("datadog:datadog", "datadog:other") },
    { __typename: "MaintenanceSource", id: "no-such" },
    { __typename: "MaintenanceSource", id: "aws-eu-central-1" },
  );
  expect(response.errors).toBeUndefined();
  expect(response.data._entities.slice(0, 6)).toEqual([null, null, null, null, null, null]);
  expect(response.data._entities[6]).toMatchObject({ region: "eu-central-1" });
});

const validRepresentation = { __typename: "MaintenanceSource", id: "datadog" };

test.each([
  ["an unknown type", { __typename: "Nonsense", id: "x" }, "__typename"],
  ["a type named like a property of Object.prototype", { __typename: "constructor", id: "x" }, "__typename"],
  ["a type that is not an entity", { __typename: "SourceHealth", id: "x" }, "__typename"],
  ["a type whose key the gateway does not resolve", { __typename: "DatadogUser", id: "x" }, "__typename"],
  ["without a type", { id: "datadog" }, "__typename"],
  ["a type that is not a string", { __typename: ["MaintenanceSource"], id: "datadog" }, "__typename"],
  ["a string", "MaintenanceSource", "__typename"],
  ["a list", [validRepresentation], "__typename"],
  ["without a key", { __typename: "FlinkApplication" }, "arn"],
  ["the key of another type", { __typename: "FlinkApplication", id: arnOf("orders-enrichment") }, "arn"],
  ["a null key", { __typename: "DatadogMaintenanceWindow", id: null }, "id"],
  ["a numeric key", { __typename: "MaintenanceSource", id: 7 }, "id"],
  ["an object as key", { __typename: "MaintenanceSource", id: { id: "datadog" } }, "id"],
  ["an invalid ARN", { __typename: "FlinkApplication", arn: "arn:aws:s3:::bucket" }, "arn"],
  ["an invalid window id", { __typename: "FlinkMaintenanceWindow", id: "flink:nonsense" }, "id"],
  [
    "the id of the other provider",
    { __typename: "DatadogMaintenanceWindow", id: `flink:${arnOf("a")}` },
    "id",
  ],
])(
  "reports a malformed representation (%s) as an error of that entity only",
  async (_what, representation, field) => {
    const response = await entities(validRepresentation, representation, validRepresentation);
    expect(response.data._entities).toEqual([
      expect.objectContaining({ site: "datadoghq.eu" }),
      null,
      expect.objectContaining({ site: "datadoghq.eu" }),
    ]);
    expect(response.errors).toHaveLength(1);
    expect(response.errors?.[0]).toMatchObject({
      path: ["_entities", 1],
      extensions: {
        code: "INVALID_ARGUMENT",
        violations: [{ code: "MALFORMED", path: [field] }],
      },
    });
  },
);

test("reports a failing provider as an error of its entities only, with its code and whether to retry", async () => {
  await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
  const response = await entities(
    { __typename: "DatadogMaintenanceWindow", id: windowIdOf(2) },
    { __typename: "FlinkApplication", arn: arnOf("payments-fraud") },
  );
  expect(response.data._entities).toEqual([null, expect.objectContaining({ name: "payments-fraud" })]);
  expect(response.errors).toHaveLength(1);
  expect(response.errors?.[0]).toMatchObject({
    path: ["_entities", 0],
    extensions: { code: "UNAVAILABLE", provider: "DATADOG", providerCode: "503", retryable: true },
  });
});

test("returns no entities for no representations", async () => {
  expect(await entities()).toEqual({ data: { _entities: [] } });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { permissionsOf } from "../../src/domain/permissions.js";
import { gatewaySchema } from "../../src/resolvers/gateway-schema.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf, datadogId } from "../support/mutations.js";
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

/** Sends the document with a token that has these scopes. */
async function as(scope: string, document: string, variables?: Record<string, unknown>) {
  return gateway.query(document, variables, bearer(await issuer.token({ scope }, now)));
}

const flinkId = `flink:${arnOf("orders-enrichment")}`;

describe("a source that the caller cannot read", () => {
  const some = "maintenance:read:aws-us-east-1 maintenance:read:datadog";

  test("appears in no list, result or health report, and is not called", async () => {
    const { data, errors } = await as(
      some,
      `{
        maintenanceSources { id health { state } }
        maintenanceWindows(first: 100) { totalCount nodes { ... on ScheduledWindow { source { id } } } sources { source { id } } }
        maintenanceNow { sources { source { id } } }
        maintenanceOccurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-24T00:00:00Z") { sources { source { id } } nodes { window { ... on ScheduledWindow { source { id } } } } }
      }`,
    );
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).not.toContain("aws-eu-central-1");
    expect(data.maintenanceSources.map(({ id }: { id: string }) => id)).toEqual(["aws-us-east-1", "datadog"]);
    expect((await gateway.flink.counts()).ListApplications).toBe(1);
  });

  test("looks nonexistent to reads, filters, references and writes, and so do its windows", async () => {
    const unknownArn = arnOf("no-such-application");
    const hidden = arnOf("orders-enrichment");
    const read = (arn: string) => `
      window: maintenanceWindow(id: "flink:${arn}") { __typename }
      application: flinkApplication(arn: "${arn}") { name }
    `;
    const one = await as(some, `{ ${read(hidden)} }`);
    const other = await as(some, `{ ${read(unknownArn)} }`);
    expect(one).toEqual(other);
    expect(one.data).toEqual({ window: null, application: null });

    const filtered = (source: string) =>
      as(some, `{ maintenanceWindows(filter: { sources: ["${source}"] }) { totalCount } }`);
    const [hiddenFilter, unknownFilter] = await Promise.all([
      filtered("aws-eu-central-1"),
      filtered("aws-xx-nowhere-1"),
    ]);
    expect(JSON.stringify(hiddenFilter)).toBe(
      JSON.stringify(unknownFilter).replaceAll("aws-xx-nowhere-1", "aws-eu-central-1"),
    );

    const references = await as(
      some,
      "query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }",
      {
        representations: [
          { __typename: "FlinkApplication", arn: hidden },
          { __typename: "FlinkMaintenanceWindow", id: `flink:${hidden}` },
          { __typename: "MaintenanceSource", id: "aws-eu-central-1" },
          { __typename: "MaintenanceSource", id: "datadog" },
        ],
      },
    );
    expect(references.data._entities).toEqual([null, null, null, { __typename: "MaintenanceSource" }]);

    const write = (arn: string) =>
      as(
        "maintenance:write:datadog",
        `mutation { updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "01:00" }) { __typename ... on MaintenanceError { code message } } }`,
      );
    const [hiddenWrite, unknownWrite] = await Promise.all([write(hidden), write(unknownArn)]);
    expect(hiddenWrite.data.updateFlinkMaintenanceWindow).toMatchObject({ __typename: "NotFoundError" });
    expect(JSON.stringify(hiddenWrite)).toBe(
      JSON.stringify(unknownWrite).replaceAll("no-such-application", "orders-enrichment"),
    );
    expect((await gateway.flink.counts()).DescribeApplication).toBeUndefined();
  });

  test("is hidden in the same way if it is a Datadog source", async () => {
    const id = datadogId(1);
    const { data, errors } = await as(
      "maintenance:read:aws-us-east-1",
      `{ maintenanceWindow(id: "${id}") { __typename } }`,
    );
    expect([data.maintenanceWindow, errors]).toEqual([null, undefined]);
    const change = `mutation { deleteDatadogMaintenanceWindow(input: { id: "${id}" }) { __typename ... on MaintenanceError { message } } }`;
    const refused = await as("maintenance:write:aws-us-east-1", change);
    expect(refused.data.deleteDatadogMaintenanceWindow).toEqual({
      __typename: "NotFoundError",
      message:
        "You cannot access any Datadog source. `maintenanceSources` lists the sources that you can access.",
    });
    expect(await gateway.datadog.counts()).toEqual({});
  });
});

describe("a caller with read access only", () => {
  test("gets PERMISSION_DENIED from @Authorized for a mutation, and nothing is sent", async () => {
    const { data, errors } = await as(
      "maintenance:read",
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${flinkId}", startTime: "01:00" }) { __typename } }`,
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message:
          "This field requires the scope maintenance:write, or maintenance:write:<source id> for one source. Use credentials that have it, or ask the gateway's operators for them.",
        extensions: { code: "PERMISSION_DENIED", retryable: false },
        path: ["updateFlinkMaintenanceWindow"],
      },
    ]);
    expect([await gateway.flink.counts(), await gateway.datadog.counts()]).toEqual([{}, {}]);
  });

  test("sees in the capabilities which sources it can change", async () => {
    const { data } = await as(
      "maintenance:read maintenance:write:datadog",
      "{ maintenanceSources { id capabilities { create update delete history } } }",
    );
    expect(data.maintenanceSources).toEqual([
      {
        id: "aws-eu-central-1",
        capabilities: { create: false, update: false, delete: false, history: true },
      },
      { id: "aws-us-east-1", capabilities: { create: false, update: false, delete: false, history: true } },
      { id: "datadog", capabilities: { create: true, update: true, delete: true, history: false } },
    ]);
  });
});

describe("a caller with write access to another source", () => {
  const scope = "maintenance:read maintenance:write:aws-us-east-1";

  test.each([false, true])(
    "gets an AccessError, and nothing is written (validateOnly: %s)",
    async (validateOnly) => {
      const error = "{ __typename ... on MaintenanceError { code message provider retryable } }";
      const flags = `validateOnly: ${validateOnly}`;
      const { data, errors } = await as(
        scope,
        `mutation ($id: ID!) {
        flink: updateFlinkMaintenanceWindow(input: { id: "${flinkId}", startTime: "01:00", ${flags} }) ${error}
        created: createDatadogMaintenanceWindow(input: { name: "n", query: "service:x", startsAt: "2030-01-01T00:00:00Z", endsAt: "2030-01-02T00:00:00Z", ${flags} }) ${error}
        updated: updateDatadogMaintenanceWindow(input: { id: $id, name: "n", ${flags} }) ${error}
        ended: endDatadogMaintenanceWindow(input: { id: $id, ${flags} }) ${error}
        extended: extendDatadogMaintenanceWindow(input: { id: $id, by: "PT1H", ${flags} }) ${error}
        deleted: deleteDatadogMaintenanceWindow(input: { id: $id, ${flags} }) ${error}
      }`,
        { id: datadogId(1) },
      );
      expect(errors).toBeUndefined();
      const denied = (source: string) => ({
        __typename: "AccessError",
        code: "PERMISSION_DENIED",
        message: `You may not change windows of source ${source}. Nothing was changed. To change them, you need the scope maintenance:write:${source} or maintenance:write.`,
        provider: null,
        retryable: false,
      });
      expect(data).toEqual({
        flink: denied("aws-eu-central-1"),
        created: denied("datadog"),
        updated: denied("datadog"),
        ended: denied("datadog"),
        extended: denied("datadog"),
        deleted: denied("datadog"),
      });
      expect(Object.keys(await gateway.datadog.counts())).toEqual([]);
      expect(Object.keys(await gateway.flink.counts())).toEqual(["DescribeApplication"]);
      const attempts = gateway.logs.flatMap(({ audit }) => (audit ? [audit] : [])).slice(-6);
      expect(attempts).toHaveLength(6);
      expect(attempts).toMatchObject(
        attempts.map(() => ({
          failure: { code: "PERMISSION_DENIED" },
          sentCount: 0,
          sourceId: expect.any(String),
        })),
      );
    },
  );

  test("can write to a source that its scope names", async () => {
    const { data } = await as(
      "maintenance:write:aws-eu-central-1",
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${flinkId}", startTime: "01:00" }) { ... on FlinkMaintenanceWindowChanged { window { startTime source { id } } } } }`,
    );
    expect(data.updateFlinkMaintenanceWindow.window).toEqual({
      startTime: "01:00",
      source: { id: "aws-eu-central-1" },
    });
  });

  test("gets an AccessError only for the changes to other sources in a bulk change", async () => {
    const { data } = await as(
      scope,
      `mutation { changeMaintenanceWindows(changes: [
        { updateFlink: { id: "${flinkId}", startTime: "01:00" } }
        { updateFlink: { id: "${arnOf("ad-attribution", "us-east-1")}", startTime: "01:00" } }
      ]) { __typename } }`,
    );
    expect(data.changeMaintenanceWindows.map(({ __typename }: { __typename: string }) => __typename)).toEqual(
      ["AccessError", "FlinkMaintenanceWindowChanged"],
    );
  });
});

test("an idempotency key belongs to its source and reveals nothing about another source", async () => {
  const [one, two] = await Promise.all([startTestGateway(), startTestGateway()]);
  const hidden = await startTestGateway({
    ...issuer.environment,
    ...sourceFile([
      { id: "secret", provider: "DATADOG", endpoint: one.datadog.url },
      { id: "mine", provider: "DATADOG", endpoint: two.datadog.url },
    ]),
  });
  try {
    const create = (sourceId: string) => `mutation { createDatadogMaintenanceWindow(input: {
      sourceId: "${sourceId}", name: "Private work", query: "service:private", idempotencyKey: "release-1"
      startsAt: "2030-01-01T00:00:00Z", endsAt: "2030-01-02T00:00:00Z"
    }) { __typename ... on ConflictError { reason current { ... on ScheduledWindow { title } } } } }`;
    await hidden.query(create("secret"), {}, bearer(await issuer.token({}, now)));
    const mine = await issuer.token({ scope: "maintenance:write:mine" }, now);
    const { data } = await hidden.query(create("mine"), {}, bearer(mine));
    expect(data.createDatadogMaintenanceWindow.__typename).toBe("DatadogMaintenanceWindowChanged");
  } finally {
    await Promise.all([hidden.stop(), one.stop(), two.stop()]);
  }
});

describe("with cached reads", () => {
  let remembering: TestGateway;
  beforeAll(async () => {
    remembering = await startTestGateway({ ...issuer.environment, INVENTORY_MAX_AGE_SECONDS: "60" });
    const token = await issuer.token({}, now);
    await remembering.query("{ maintenanceWindows { totalCount } }", {}, bearer(token));
  });
  afterAll(() => remembering.stop());

  const move = `mutation { updateFlinkMaintenanceWindow(input: { id: "${flinkId}", startTime: "01:00" }) { __typename } }`;

  test("a caller without write access cannot write", async () => {
    const token = await issuer.token({ scope: "maintenance:read maintenance:write:datadog" }, now);
    const { data } = await remembering.query(move, {}, bearer(token));
    expect(data.updateFlinkMaintenanceWindow).toEqual({ __typename: "AccessError" });
    expect((await remembering.flink.counts()).UpdateApplicationMaintenanceConfiguration).toBeUndefined();
  });

  test("a caller without write access does not wait for another write, and so cannot detect it", async () => {
    await remembering.flink.fault("UpdateApplicationMaintenanceConfiguration", { latencyMs: 3_000 }, 1);
    const writing = remembering.query(move, {}, bearer(await issuer.token({}, now)));
    await expect
      .poll(async () => (await remembering.flink.underWay()).UpdateApplicationMaintenanceConfiguration)
      .toBe(1);
    const answers = await Promise.all(
      ["maintenance:read maintenance:write:datadog", "maintenance:write:datadog"].map(async (scope) => {
        const { data } = await remembering.query(move, {}, bearer(await issuer.token({ scope }, now)));
        return data.updateFlinkMaintenanceWindow.__typename;
      }),
    );
    expect(answers).toEqual(["AccessError", "NotFoundError"]);
    expect((await remembering.flink.underWay()).UpdateApplicationMaintenanceConfiguration).toBe(1);
    await writing;
  });
});

test("every field of Query and Mutation requires its scope", async () => {
  const schema = gatewaySchema();
  const nobody = { permissions: permissionsOf([]) };
  const asked: string[] = [];
  for (const [type, scope] of [
    [schema.getQueryType(), "maintenance:read"],
    [schema.getMutationType(), "maintenance:write"],
  ] as const) {
    const fields = Object.values(type?.getFields() ?? {}).filter(({ name }) => !name.startsWith("_"));
    for (const { name, resolve } of fields) {
      const answer = Promise.resolve().then(() => resolve?.({}, {}, nobody, {} as never));
      await expect(answer, name).rejects.toThrow(`This field requires the scope ${scope},`);
      asked.push(name);
    }
  }
  expect(asked.length).toBeGreaterThan(12);
});

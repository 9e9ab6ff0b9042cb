import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, startTestGateway } from "../support/gateway.js";
import { arnOf } from "../support/mutations.js";
import { bearer, createIssuer } from "../support/tokens.js";

const operation = "DescribeApplicationOperation";
const allDetails = "details { failureMessage rollbackOperationId versionIdBefore versionIdAfter }";
const noDetails = {
  failureMessage: null,
  rollbackOperationId: null,
  versionIdBefore: null,
  versionIdAfter: null,
};

let clock: ReturnType<typeof movableClock>;
let gateway: TestGateway;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway({ ...noLimits, INVENTORY_MAX_AGE_SECONDS: "30" }, clock.now);
});
afterEach(() => gateway.stop());

async function runsOf(name: string, selected = allDetails, region?: string) {
  const { data, errors } = await gateway.query(
    `{ flinkApplication(arn: "${arnOf(name, region)}") { name maintenanceHistory { operationId ${selected} } } }`,
  );
  return { runs: data.flinkApplication.maintenanceHistory, errors };
}

/** Reads the details of the only run of an application, while AWS responds with these. */
async function detailsFrom(details: unknown) {
  await gateway.flink.fault(operation, { body: { ApplicationOperationInfoDetails: details } });
  const { runs, errors } = await runsOf("payments-fraud");
  return { details: runs[0].details, error: errors?.[0] };
}

const calls = async () => (await gateway.flink.counts())[operation] ?? 0;

test("says why maintenance failed and which operation rolled it back", async () => {
  expect((await runsOf("shipment-tracking", allDetails, "us-east-1")).runs).toEqual([
    {
      operationId: "shipment-tracking-maintenance-2",
      details: {
        ...noDetails,
        failureMessage: "The job could not be restored from its latest snapshot.",
        rollbackOperationId: "shipment-tracking-rollback-1",
      },
    },
    { operationId: "shipment-tracking-maintenance-1", details: noDetails },
  ]);
  expect(await gateway.flink.sent(operation)).toEqual(
    expect.arrayContaining([
      { ApplicationName: "shipment-tracking", OperationId: "shipment-tracking-maintenance-1" },
      { ApplicationName: "shipment-tracking", OperationId: "shipment-tracking-maintenance-2" },
    ]),
  );
});

test("says which versions maintenance changed", async () => {
  expect((await runsOf("payments-fraud")).runs).toMatchObject([
    { details: { ...noDetails, versionIdBefore: 1, versionIdAfter: 2 } },
  ]);
});

describe("the number of calls", () => {
  test("is none if details are not selected, or there are no runs", async () => {
    expect((await runsOf("orders-enrichment", "status")).runs).toHaveLength(3);
    expect((await runsOf("inventory-sync")).runs).toEqual([]);
    const sql = await runsOf("legacy-sql-report", allDetails, "us-east-1");
    expect([sql.runs, sql.errors]).toEqual([[], undefined]);
    expect(await calls()).toBe(0);
  });

  test("is one for each run, however often an operation selects it", async () => {
    const arn = arnOf("orders-enrichment");
    const { data } = await gateway.query(`{
      one: flinkApplication(arn: "${arn}") { maintenanceHistory(first: 2) { ${allDetails} again: ${allDetails} } }
      maintenanceWindow(id: "flink:${arn}") { ... on FlinkMaintenanceWindow {
        application { maintenanceHistory(first: 1) { ${allDetails} } }
      } }
    }`);
    expect(data.one.maintenanceHistory[0]).toEqual({ details: noDetails, again: noDetails });
    expect(await calls()).toBe(2);
  });

  test("is one for two requests at the same time", async () => {
    await gateway.flink.fault(operation, { latencyMs: 100 });
    await Promise.all([runsOf("payments-fraud"), runsOf("payments-fraud")]);
    expect(await calls()).toBe(1);
  });

  test("is none for an hour after the details of a finished run were read", async () => {
    await runsOf("payments-fraud");
    clock.passSeconds(3_599);
    await runsOf("payments-fraud");
    expect(await calls()).toBe(1);
    clock.passSeconds(1);
    await runsOf("payments-fraud");
    expect(await calls()).toBe(2);
  });

  test("is one for each period of freshness while a run is in progress, and one after it has ended", async () => {
    await runsOf("pricing-realtime");
    clock.passSeconds(29);
    expect((await runsOf("pricing-realtime")).runs).toMatchObject([{ details: noDetails }]);
    expect(await calls()).toBe(1);
    clock.passSeconds(1);
    await runsOf("pricing-realtime");
    expect(await calls()).toBe(2);

    const ended = {
      Operation: "ApplicationMaintenance",
      StartTime: 1_795_348_780,
      EndTime: 1_795_348_800,
      OperationStatus: "FAILED",
    };
    const id = "pricing-realtime-maintenance-1";
    await gateway.flink.fault("ListApplicationOperations", {
      body: { ApplicationOperationInfoList: [{ ...ended, OperationId: id }] },
    });
    await gateway.flink.fault(
      operation,
      {
        body: {
          ApplicationOperationInfoDetails: {
            ...ended,
            OperationFailureDetails: { ErrorInfo: { ErrorString: "It failed." } },
          },
        },
      },
      undefined,
      id,
    );
    clock.passSeconds(30);
    for (let count = 0; count < 2; count++) {
      const { runs } = await runsOf("pricing-realtime", `status ${allDetails}`);
      expect(runs).toMatchObject([{ status: "FAILED", details: { failureMessage: "It failed." } }]);
      clock.passSeconds(30);
    }
    expect(await calls()).toBe(3);
  });
});

describe("a failed call", () => {
  /** Reads three runs, of which the second fails. */
  async function expectOneFailure(code: string) {
    const { runs, errors } = await runsOf("orders-enrichment");
    expect(runs).toEqual([
      { operationId: "orders-enrichment-maintenance-1", details: noDetails },
      { operationId: "orders-enrichment-maintenance-2", details: null },
      { operationId: "orders-enrichment-maintenance-3", details: noDetails },
    ]);
    expect(errors).toMatchObject([
      {
        path: ["flinkApplication", "maintenanceHistory", 1, "details"],
        extensions: { code, provider: "AWS_FLINK" },
      },
    ]);
  }

  test.each([
    ["denied", { errorType: "AccessDeniedException" }, "PERMISSION_DENIED"],
    ["rejected", { errorType: "InvalidArgumentException" }, "INVALID_ARGUMENT"],
    ["not offered", { errorType: "UnknownOperationException" }, "UNIMPLEMENTED"],
    ["failing", { status: 500 }, "UNAVAILABLE"],
  ])("that is %s makes only the details of its run null, and is not cached", async (_how, fault, code) => {
    await gateway.flink.fault(operation, fault, 1, "orders-enrichment-maintenance-2");
    await expectOneFailure(code);
    const again = await runsOf("orders-enrichment");
    expect([again.runs[1].details, again.errors]).toEqual([noDetails, undefined]);
    expect(await calls()).toBe(4);
  });

  test("that is throttled until the deadline makes only the details of its run null", async () => {
    await gateway.stop();
    gateway = await startTestGateway({ REQUEST_TIMEOUT_MS: "1500", UPSTREAM_TIMEOUT_MS: "1000" });
    await gateway.flink.fault(
      operation,
      { errorType: "ThrottlingException" },
      undefined,
      "orders-enrichment-maintenance-2",
    );
    await expectOneFailure("RESOURCE_EXHAUSTED");
  });

  test("names the IAM action that the gateway lacks", async () => {
    await gateway.flink.fault(operation, { errorType: "AccessDeniedException" });
    const { errors } = await runsOf("payments-fraud");
    expect(errors?.[0]?.message).toBe(
      "Could not describe a maintenance run of application payments-fraud: Managed Service for Apache Flink (aws-eu-central-1) denied the gateway access. Ask the gateway's operators to allow the IAM action kinesisanalytics:DescribeApplicationOperation.",
    );
  });

  test("does not hold up lists", async () => {
    await gateway.stop();
    gateway = await startTestGateway({ UPSTREAM_BREAKER_FAILURES: "1", UPSTREAM_BREAKER_OPEN_MS: "600000" });
    await gateway.flink.fault(operation, { status: 500 });
    expect((await runsOf("payments-fraud")).errors).toHaveLength(1);
    const { data } = await gateway.query(
      "{ maintenanceWindows(filter: { providers: AWS_FLINK }) { sources { state } } maintenanceSources { health { circuit } } }",
    );
    expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }, { state: "OK" }]);
    expect(data.maintenanceSources[0].health).toEqual({ circuit: "CLOSED" });
  });
});

test.each(["ResourceNotFoundException", "UnsupportedOperationException"])(
  "returns null without an error if AWS has no details (%s), and does not ask again",
  async (errorType) => {
    await gateway.flink.fault(operation, { errorType });
    for (let count = 0; count < 2; count++) {
      const { runs, errors } = await runsOf("payments-fraud");
      expect([runs[0].details, errors]).toEqual([null, undefined]);
    }
    expect(await calls()).toBe(1);
  },
);

describe("a malformed response", () => {
  test.each([
    ["no details", undefined],
    ["null", null],
    ["a text", "none"],
    ["another operation", { Operation: "StopApplication" }],
  ])("with %s is an error", async (_what, body) => {
    const { details, error } = await detailsFrom(body);
    expect(details).toBeNull();
    expect(error?.extensions).toMatchObject({ code: "INTERNAL", failure: "MALFORMED_RESPONSE" });
  });

  test.each([
    ["empty", {}],
    ["null", { OperationFailureDetails: null, ApplicationVersionChangeDetails: null }],
    ["of the wrong types", { OperationFailureDetails: "failed", ApplicationVersionChangeDetails: 7 }],
    ["without error information", { OperationFailureDetails: { ErrorInfo: null, RollbackOperationId: 7 } }],
    [
      "with malformed values",
      {
        StartTime: "yesterday",
        OperationFailureDetails: { ErrorInfo: { ErrorString: [] }, RollbackOperationId: "not an id" },
        ApplicationVersionChangeDetails: {
          ApplicationVersionUpdatedFrom: "1",
          ApplicationVersionUpdatedTo: 1e12,
        },
      },
    ],
    ["with a blank message", { OperationFailureDetails: { ErrorInfo: { ErrorString: " \n\u200b" } } }],
  ])("with members that are %s has no details", async (_what, body) => {
    const { details, error } = await detailsFrom(body);
    expect([details, error]).toEqual([noDetails, undefined]);
  });
});

describe("the failure message", () => {
  const messageFrom = async (ErrorString: string) =>
    (await detailsFrom({ OperationFailureDetails: { ErrorInfo: { ErrorString } } })).details.failureMessage;

  test("is one line without control characters and secrets", async () => {
    const text = "No\u0000 access:\n\tpassword=hunter2-is-long \u202eAKIAIOSFODNN7EXAMPLE";
    expect(await messageFrom(text)).toBe("No access: password=[hidden] [hidden]");
    expect(JSON.stringify(gateway.logs)).not.toMatch(/hunter2|AKIAIOSFODNN7/);
  });

  test("is short, even if AWS sends a megabyte", async () => {
    const message = await messageFrom("It failed. ".repeat(100_000));
    expect(message).toHaveLength(1_000);
    expect(message).toMatch(/^It failed\. It failed\. .*…$/);
  });
});

test("a caller that cannot read the source gets no application, and nothing is called", async () => {
  await gateway.stop();
  const issuer = await createIssuer();
  gateway = await startTestGateway(issuer.environment);
  const { data, errors } = await gateway.query(
    `{ flinkApplication(arn: "${arnOf("payments-fraud")}") { maintenanceHistory { ${allDetails} } } }`,
    {},
    bearer(await issuer.token({ scope: "maintenance:read:aws-us-east-1" }, clock.now())),
  );
  expect([data.flinkApplication, errors]).toEqual([null, undefined]);
  expect(await gateway.flink.counts()).toEqual({});
});

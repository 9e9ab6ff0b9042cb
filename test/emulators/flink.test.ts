import {
  DescribeApplicationCommand,
  DescribeApplicationOperationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationOperationsCommand,
  ListApplicationsCommand,
  paginateListApplications,
  UpdateApplicationMaintenanceConfigurationCommand,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";

let emulators: TestEmulators;
let client: KinesisAnalyticsV2Client;
let american: KinesisAnalyticsV2Client;
beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date("2026-11-22T12:00:00Z"));
  const clientIn = (region: string) =>
    new KinesisAnalyticsV2Client({
      region,
      endpoint: emulators.flink.url,
      credentials: { accessKeyId: "key", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
  client = clientIn("eu-central-1");
  american = clientIn("us-east-1");
});
afterAll(() => emulators.close());
beforeEach(() => emulators.flink.reset());

const update = (ApplicationName: string, start: string) =>
  client.send(
    new UpdateApplicationMaintenanceConfigurationCommand({
      ApplicationName,
      ApplicationMaintenanceConfigurationUpdate: { ApplicationMaintenanceWindowStartTimeUpdate: start },
    }),
  );

describe("ListApplications", () => {
  test("returns pages of the requested size, with tokens that look like application names", async () => {
    await emulators.flink.seed({ applications: 120 });
    const pages = [];
    for await (const page of paginateListApplications({ client, pageSize: 50 }, {})) pages.push(page);
    expect(pages.map(({ ApplicationSummaries }) => ApplicationSummaries?.length)).toEqual([50, 50, 27]);
    expect(pages[0]?.NextToken).toMatch(/^[a-zA-Z0-9_.-]{1,128}$/);
    const names = pages.flatMap(({ ApplicationSummaries = [] }) =>
      ApplicationSummaries.map((app) => app.ApplicationName),
    );
    expect(new Set(names).size).toBe(127);
  });

  test("returns no maintenance windows, and only the applications of the region", async () => {
    const { ApplicationSummaries = [] } = await client.send(new ListApplicationsCommand({}));
    expect(ApplicationSummaries.map(({ ApplicationName }) => ApplicationName)).not.toContain(
      "ad-attribution",
    );
    expect(Object.keys(ApplicationSummaries[0] ?? {}).sort()).toEqual([
      "ApplicationARN",
      "ApplicationMode",
      "ApplicationName",
      "ApplicationStatus",
      "ApplicationVersionId",
      "RuntimeEnvironment",
    ]);
  });

  test.each([
    [
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      { Limit: 51 },
      "1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
    ],
    [
      { NextToken: "a=b" },
      "1 validation error detected: Value 'a=b' at 'nextToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
  ])("rejects %j with AWS's message", async (input, message) => {
    await expect(client.send(new ListApplicationsCommand(input))).rejects.toMatchObject({
      name: "ValidationException",
      message,
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });
});

describe("DescribeApplication", () => {
  test("returns the maintenance window, even across midnight", async () => {
    const { ApplicationDetail } = await client.send(
      new DescribeApplicationCommand({ ApplicationName: "payments-fraud" }),
    );
    expect(ApplicationDetail).toMatchObject({
      ApplicationARN: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/payments-fraud",
      ApplicationStatus: "RUNNING",
      ApplicationMaintenanceConfigurationDescription: {
        ApplicationMaintenanceWindowStartTime: "22:00",
        ApplicationMaintenanceWindowEndTime: "06:00",
      },
    });
    expect(ApplicationDetail?.CreateTimestamp).toBeInstanceOf(Date);
  });

  test("omits the window of a Studio application, and rejects an unknown name", async () => {
    const studio = await client.send(new DescribeApplicationCommand({ ApplicationName: "fleet-notebook" }));
    expect(studio.ApplicationDetail?.ApplicationMaintenanceConfigurationDescription).toBeUndefined();
    await expect(
      client.send(new DescribeApplicationCommand({ ApplicationName: "none" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("reports all violated constraints at once", async () => {
    const nameless = new DescribeApplicationCommand({ ApplicationName: undefined as never });
    await expect(client.send(nameless)).rejects.toMatchObject({
      message:
        "1 validation error detected: Value null at 'applicationName' failed to satisfy constraint: Member must not be null",
    });
    const long = new DescribeApplicationCommand({ ApplicationName: `${"x".repeat(128)}!` });
    await expect(client.send(long)).rejects.toMatchObject({
      message: expect.stringMatching(/^2 validation errors detected: .*; .*/),
    });
  });
});

describe("UpdateApplicationMaintenanceConfiguration", () => {
  test.each([
    ["16:30", "00:30"],
    ["22:00", "06:00"],
    ["00:00", "08:00"],
  ])("returns a window that starts at %s and ends at %s", async (start, end) => {
    expect(await update("orders-enrichment", start)).toMatchObject({
      ApplicationMaintenanceConfigurationDescription: {
        ApplicationMaintenanceWindowStartTime: start,
        ApplicationMaintenanceWindowEndTime: end,
      },
    });
  });

  test.each(["24:00", "9:30", "12:60", "noon"])("rejects the start time %s", async (start) => {
    await expect(update("orders-enrichment", start)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(
        "'applicationMaintenanceConfigurationUpdate.applicationMaintenanceWindowStartTimeUpdate'",
      ),
    });
  });

  test("requires the status READY or RUNNING, and a Flink application", async () => {
    await expect(update("pricing-realtime", "01:00")).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await expect(update("fleet-notebook", "01:00")).rejects.toMatchObject({
      name: "UnsupportedOperationException",
    });
    await expect(update("none", "01:00")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(update("inventory-sync", "01:00")).resolves.toBeDefined();
  });
});

describe("ListApplicationOperations", () => {
  test("returns past maintenance in pages, newest first", async () => {
    const input = { ApplicationName: "orders-enrichment", Operation: "ApplicationMaintenance", Limit: 2 };
    const first = await client.send(new ListApplicationOperationsCommand(input));
    expect(
      first.ApplicationOperationInfoList?.map(({ StartTime }) => StartTime?.toISOString().slice(0, 10)),
    ).toEqual(["2026-11-10", "2026-10-06"]);
    const second = await client.send(
      new ListApplicationOperationsCommand({ ...input, NextToken: first.NextToken }),
    );
    expect(second.ApplicationOperationInfoList).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
  });

  test("filters by status and rejects an invalid status", async () => {
    const of = (OperationStatus: string) =>
      client.send(
        new ListApplicationOperationsCommand({
          ApplicationName: "pricing-realtime",
          OperationStatus: OperationStatus as never,
        }),
      );
    expect((await of("IN_PROGRESS")).ApplicationOperationInfoList).toHaveLength(1);
    expect((await of("FAILED")).ApplicationOperationInfoList).toHaveLength(0);
    await expect(of("DONE")).rejects.toMatchObject({ name: "ValidationException" });
  });
});

describe("DescribeApplicationOperation", () => {
  const describeRun = (ApplicationName: string, OperationId: string) =>
    client.send(new DescribeApplicationOperationCommand({ ApplicationName, OperationId }));

  test("returns what the list leaves out: the failure, the rollback and the versions", async () => {
    const ApplicationName = "shipment-tracking";
    const listed = await american.send(new ListApplicationOperationsCommand({ ApplicationName }));
    expect(
      listed.ApplicationOperationInfoList?.map(({ Operation, OperationStatus }) => [
        Operation,
        OperationStatus,
      ]),
    ).toEqual([
      ["RollbackApplication", "SUCCESSFUL"],
      ["ApplicationMaintenance", "FAILED"],
      ["ApplicationMaintenance", "SUCCESSFUL"],
    ]);
    const [rollback, failed] = listed.ApplicationOperationInfoList ?? [];
    expect(Object.keys(failed ?? {}).sort()).toEqual([
      "EndTime",
      "Operation",
      "OperationId",
      "OperationStatus",
      "StartTime",
    ]);
    const { ApplicationOperationInfoDetails: details } = await american.send(
      new DescribeApplicationOperationCommand({ ApplicationName, OperationId: failed?.OperationId }),
    );
    const { OperationId: _, ...info } = failed ?? {};
    expect(details).toEqual({
      ...info,
      OperationFailureDetails: {
        RollbackOperationId: rollback?.OperationId,
        ErrorInfo: { ErrorString: "The job could not be restored from its latest snapshot." },
      },
    });
    expect(
      (await describeRun("payments-fraud", "payments-fraud-maintenance-1")).ApplicationOperationInfoDetails,
    ).toMatchObject({
      OperationStatus: "SUCCESSFUL",
      ApplicationVersionChangeDetails: { ApplicationVersionUpdatedFrom: 1, ApplicationVersionUpdatedTo: 2 },
    });
  });

  test("validates its members, and needs an existing operation of a Flink application", async () => {
    await expect(client.send(new DescribeApplicationOperationCommand({} as never))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "2 validation errors detected: Value null at 'applicationName' failed to satisfy constraint: Member must not be null; Value null at 'operationId' failed to satisfy constraint: Member must not be null",
    });
    for (const id of ["", "x".repeat(65)]) {
      await expect(describeRun("payments-fraud", id)).rejects.toMatchObject({ name: "ValidationException" });
    }
    for (const [name, id] of [
      ["none", "payments-fraud-maintenance-1"],
      ["payments-fraud", "none"],
      ["inventory-sync", "payments-fraud-maintenance-1"],
    ] as const) {
      await expect(describeRun(name, id)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    }
    await expect(describeRun("fleet-notebook", "none")).rejects.toMatchObject({
      name: "UnsupportedOperationException",
    });
  });

  test("can respond with the details that a test sets for one operation", async () => {
    const details = { OperationFailureDetails: { ErrorInfo: { ErrorString: "Out of memory." } } };
    await emulators.flink.fault(
      "DescribeApplicationOperation",
      { body: { ApplicationOperationInfoDetails: details } },
      undefined,
      "orders-enrichment-maintenance-2",
    );
    const read = async (number: number) =>
      (await describeRun("orders-enrichment", `orders-enrichment-maintenance-${number}`))
        .ApplicationOperationInfoDetails?.OperationFailureDetails;
    expect(await read(2)).toEqual(details.OperationFailureDetails);
    expect(await read(1)).toBeUndefined();
  });
});

describe("requests that no SDK would send", () => {
  const raw = (headers: Record<string, string>, body: string) =>
    fetch(emulators.flink.url, { method: "POST", headers, body });
  const authorization =
    "AWS4-HMAC-SHA256 Credential=key/20261122/eu-central-1/kinesisanalytics/aws4_request, rest";
  const target = "KinesisAnalytics_20180523.ListApplications";

  test.each([
    ["no signature", { "x-amz-target": target }, "{}", "MissingAuthenticationTokenException", 400],
    [
      "another service's signature",
      { "x-amz-target": target, authorization: authorization.replace("kinesisanalytics", "s3") },
      "{}",
      "IncompleteSignatureException",
      400,
    ],
    [
      "an unknown operation",
      { "x-amz-target": "KinesisAnalytics_20180523.Fly", authorization },
      "{}",
      "UnknownOperationException",
      404,
    ],
    [
      "a body that is not JSON",
      { "x-amz-target": target, authorization },
      "{",
      "SerializationException",
      400,
    ],
    [
      "a string instead of a number",
      { "x-amz-target": target, authorization },
      '{"Limit":"5"}',
      "SerializationException",
      400,
    ],
  ])("get an AWS error: %s", async (_name, headers, body, type, status) => {
    const response = await raw(headers, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: type });
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate, newWindow } from "../support/mutations.js";

/** Responses that are well-formed, but describe something other than what was asked for. */

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ AWS_REGIONS: "eu-central-1" });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await Promise.all([gateway.flink.reset(), gateway.datadog.reset()]);
  await gateway.query("{ maintenanceWindows { totalCount } }");
});

const malformed = { code: "INTERNAL", failure: "MALFORMED_RESPONSE" };
const unknownOutcome = { ...malformed, outcomeUnknown: true };

describe("AWS", () => {
  const name = "orders-enrichment";
  const arn = arnOf(name);
  const detail = {
    ApplicationARN: arn,
    ApplicationName: name,
    ApplicationStatus: "READY",
    ApplicationVersionId: 1,
    RuntimeEnvironment: "FLINK-1_20",
    ApplicationMaintenanceConfigurationDescription: {
      ApplicationMaintenanceWindowStartTime: "06:00",
      ApplicationMaintenanceWindowEndTime: "14:00",
    },
  };

  const others = [
    ["another application", { ApplicationARN: arnOf("payments"), ApplicationName: "payments" }],
    ["another region", { ApplicationARN: arnOf(name, "us-east-1") }],
    ["another account", { ApplicationARN: arn.replace("123456789012", "999999999999") }],
    ["the ARN of another application", { ApplicationARN: arnOf("payments") }],
    ["the name of another application", { ApplicationName: "payments" }],
  ] as const;

  test.each(others)("a description of %s is malformed", async (_what, other) => {
    await gateway.flink.fault("DescribeApplication", {
      body: { ApplicationDetail: { ...detail, ...other } },
    });
    const { data, errors } = await gateway.query(
      `query ($arn: ID!) {
        flinkApplication(arn: $arn) { name }
        maintenanceWindows { sources { source { id } error { code ... on UpstreamError { failure } } } }
      }`,
      { arn },
    );
    expect(errors?.[0]).toMatchObject({ path: ["flinkApplication"], extensions: { code: "INTERNAL" } });
    expect(data.flinkApplication).toBeNull();
    expect(data.maintenanceWindows.sources).toContainEqual({
      source: { id: "aws-eu-central-1" },
      error: malformed,
    });
    const input = { id: arn, startTime: "01:00" };
    expect(await mutate(gateway, "updateFlinkMaintenanceWindow", input)).toMatchObject({
      ...malformed,
      outcomeUnknown: false,
    });
    expect(await gateway.flink.counts()).not.toHaveProperty("UpdateApplicationMaintenanceConfiguration");
  });

  test("a description of another partition is malformed, unless a caller has sent the ARN", async () => {
    await gateway.flink.fault("DescribeApplication", {
      body: { ApplicationDetail: { ...detail, ApplicationARN: arn.replace("arn:aws:", "arn:aws-cn:") } },
    });
    const { data, errors } = await gateway.query(
      `query ($arn: ID!) {
        flinkApplication(arn: $arn) { name }
        maintenanceWindows { sources { source { id } error { code ... on UpstreamError { failure } } } }
      }`,
      { arn },
    );
    expect([data.flinkApplication, errors]).toEqual([null, undefined]);
    expect(data.maintenanceWindows.sources).toContainEqual({
      source: { id: "aws-eu-central-1" },
      error: malformed,
    });
    expect(
      await mutate(gateway, "updateFlinkMaintenanceWindow", { id: arn, startTime: "01:00" }),
    ).toMatchObject({ code: "NOT_FOUND" });
    expect(await gateway.flink.counts()).not.toHaveProperty("UpdateApplicationMaintenanceConfiguration");
  });

  const operation = "UpdateApplicationMaintenanceConfiguration";
  const changedTo = (start: string, end: string) => ({
    ApplicationARN: arn,
    ApplicationMaintenanceConfigurationDescription: {
      ApplicationMaintenanceWindowStartTime: start,
      ApplicationMaintenanceWindowEndTime: end,
    },
  });

  test.each([
    ["another application", { ...changedTo("01:00", "09:00"), ApplicationARN: arnOf("payments") }],
    ["another region", { ...changedTo("01:00", "09:00"), ApplicationARN: arnOf(name, "us-east-1") }],
    ["an ARN that is a number", { ...changedTo("01:00", "09:00"), ApplicationARN: 7 }],
    ["another window", changedTo("06:00", "14:00")],
  ])("a response to an update with %s is not a success", async (_what, body) => {
    await gateway.flink.fault(operation, { body });
    const result = await mutate(gateway, "updateFlinkMaintenanceWindow", { id: arn, startTime: "01:00" });
    expect(result).toMatchObject(unknownOutcome);
    const updates = await gateway.flink.sent(operation);
    expect(new Set(updates.map((sent) => (sent as { ApplicationName: string }).ApplicationName))).toEqual(
      new Set([name]),
    );
  });

  test("an update is sent again after a response that describes another application", async () => {
    const body = { ...changedTo("01:00", "09:00"), ApplicationARN: arnOf("payments") };
    await gateway.flink.fault(operation, { body, carriedOut: true }, 1);
    const result = await mutate(gateway, "updateFlinkMaintenanceWindow", { id: arn, startTime: "01:00" });
    expect(result).toMatchObject({ outcome: "UPDATED", window: { id: `flink:${arn}`, startTime: "01:00" } });
    expect(await gateway.flink.sent(operation)).toMatchObject([
      { ApplicationName: name },
      { ApplicationName: name },
    ]);
  });

  test("a maintenance run that two pages repeat is one run", async () => {
    const run = { Operation: "ApplicationMaintenance", OperationId: "run-1", StartTime: 1, EndTime: 61 };
    const body = {
      ApplicationOperationInfoList: [{ ...run, OperationStatus: "SUCCESSFUL" }],
      NextToken: "next",
    };
    await gateway.flink.fault("ListApplicationOperations", { body });
    const { data } = await gateway.query(
      "query ($arn: ID!) { flinkApplication(arn: $arn) { maintenanceHistory { operationId } } }",
      { arn },
    );
    expect(data.flinkApplication.maintenanceHistory).toEqual([{ operationId: "run-1" }]);
  });
});

describe("Datadog", () => {
  const resource = (id: string) => ({
    id: id.split(":")[2],
    type: "maintenance_window",
    attributes: {
      name: newWindow.name,
      query: newWindow.query,
      start_at: newWindow.startsAt,
      end_at: newWindow.endsAt,
    },
  });

  test("a response to a creation with the id of an existing window is not a success", async () => {
    await gateway.datadog.fault("CreateMaintenanceWindow", {
      status: 201,
      body: { data: resource(datadogId(2)) },
    });
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject(unknownOutcome);
    expect((await gateway.datadog.counts()).CreateMaintenanceWindow).toBe(1);
  });

  test("a window that Datadog has created is found although the response describes an existing one", async () => {
    const body = { data: resource(datadogId(2)) };
    await gateway.datadog.fault("CreateMaintenanceWindow", { status: 201, body, carriedOut: true }, 1);
    const { outcome, window } = await mutate(gateway, "createDatadogMaintenanceWindow", newWindow);
    expect([outcome, window.name]).toEqual(["CREATED", newWindow.name]);
    expect(window.id).not.toBe(datadogId(2));
    expect((await gateway.datadog.counts()).CreateMaintenanceWindow).toBe(1);
  });

  test("a response to an update with the id of another window is not a success", async () => {
    await gateway.datadog.fault("UpdateMaintenanceWindow", { body: { data: resource(datadogId(3)) } });
    const input = { id: datadogId(2), name: newWindow.name };
    expect(await mutate(gateway, "updateDatadogMaintenanceWindow", input)).toMatchObject(unknownOutcome);
  });
});

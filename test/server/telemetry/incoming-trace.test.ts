import { Trace } from "@apollo/usage-reporting-protobuf";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { sourceFile } from "../../support/gateway-config-file.js";
import { startRecordingServer } from "../../support/recording-server.js";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const list = "{ maintenanceWindows { totalCount } }";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
  await gateway.flink.clearFaults();
});

describe("a request id and trace", () => {
  test("are sent with every upstream call of the request", async () => {
    const headers = { "x-request-id": "checkout-17", traceparent, tracestate: "vendor=secret" };
    const answer = await gateway.query(list, {}, headers);
    expect(answer.errors).toBeUndefined();
    const sent = [
      ...(await gateway.datadog.traces("ListMaintenanceWindows")),
      ...(await gateway.flink.traces("ListApplications")),
      ...(await gateway.flink.traces("DescribeApplication")),
    ];
    expect(sent.length).toBeGreaterThan(10);
    for (const trace of sent) {
      expect(trace).toEqual({ "x-request-id": "checkout-17", traceparent });
    }
  });

  test("are sent with writes", async () => {
    const input = { id: windowId, name: "Renamed" };
    await gateway.query(
      "mutation ($input: UpdateDatadogMaintenanceWindowInput!) { updateDatadogMaintenanceWindow(input: $input) { __typename } }",
      { input },
      { "x-request-id": "rename-1", traceparent },
    );
    expect(await gateway.datadog.traces("UpdateMaintenanceWindow")).toEqual([
      { "x-request-id": "rename-1", traceparent },
    ]);
  });

  test("stay with the request if its call waits for another request's call", async () => {
    const oneAtATime = {
      provider: "AWS_FLINK",
      region: "eu-central-1",
      endpoint: gateway.flink.url,
      concurrency: 1,
    };
    const busy = await startTestGateway(sourceFile([{ id: "aws", ...oneAtATime }]));
    await gateway.flink.fault("DescribeApplication", { latencyMs: 30 });
    const names = ["orders-enrichment", "payments-fraud", "inventory-sync", "returns-archive"];
    await Promise.all(
      names.map((name) =>
        busy.query(
          "query ($arn: ID!) { flinkApplication(arn: $arn) { name } }",
          { arn: `arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${name}` },
          { "x-request-id": name },
        ),
      ),
    );
    await busy.stop();
    expect(await gateway.flink.mostAtOnce()).toEqual({ DescribeApplication: 1 });
    const described = (await gateway.flink.sent("DescribeApplication")).map(
      (body) => (body as { readonly ApplicationName: string }).ApplicationName,
    );
    expect([...described].sort()).toEqual([...names].sort());
    const traces = await gateway.flink.traces("DescribeApplication");
    expect(traces.map((trace) => trace["x-request-id"])).toEqual(described);
  });

  test.each([
    ["with capital letters", traceparent.toUpperCase()],
    ["with a zero trace id", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`],
    ["with a zero parent id", `00-${traceId}-${"0".repeat(16)}-01`],
    ["with the forbidden version", `ff${traceparent.slice(2)}`],
    ["with a suffix", `${traceparent}-x`],
    ["that is repeated", `${traceparent}, ${traceparent}`],
  ])("are not taken from a traceparent %s", async (_what, malformed) => {
    await gateway.query(
      "{ maintenanceWindows(filter: { providers: [DATADOG] }) { totalCount } }",
      {},
      { traceparent: malformed },
    );
    const [trace] = await gateway.datadog.traces("ListMaintenanceWindows");
    expect(trace).toEqual({
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("are in all log lines of the request, including failures", async () => {
    await gateway.datadog.fault("*", { status: 403 });
    const id = { "x-request-id": "log-1", traceparent };
    await gateway.query(`{ maintenanceWindow(id: "${windowId}") { __typename } }`, {}, id);
    await gateway.query(
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${windowId}" }) { __typename } }`,
      {},
      id,
    );
    const lines = await vi.waitFor(() => {
      const found = gateway.logs.filter(({ requestId }) => requestId === "log-1");
      expect(found.filter(({ msg }) => msg === "operation")).toHaveLength(2);
      return found;
    });
    const messages = lines.map(({ msg }) => msg);
    expect(messages.sort()).toEqual([
      "operation",
      "operation",
      "upstream call failed",
      "upstream call failed",
      "write",
    ]);
    for (const line of lines) expect(line).toMatchObject({ traceId });
    expect(lines).toContainEqual(expect.objectContaining({ msg: "operation", codes: ["PERMISSION_DENIED"] }));
    const others = gateway.logs.filter(
      ({ requestId, traceId }) => traceId !== undefined && requestId === undefined,
    );
    expect(others).toEqual([]);
    await gateway.datadog.clearFaults();
  });

  test("are in no failure line if an object does not exist", async () => {
    await gateway.query(
      '{ flinkApplication(arn: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/no-such") { name } }',
      {},
      { "x-request-id": "gone-1" },
    );
    const lines = await vi.waitFor(() => {
      const found = gateway.logs.filter(({ requestId }) => requestId === "gone-1");
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    expect(lines.map(({ msg, level }) => [msg, level])).toEqual([["operation", 30]]);
  });
});

test("the AWS signature does not cover the trace headers, so that a proxy can change them", async () => {
  const aws = await startRecordingServer(() => ({ ApplicationSummaries: [] }));
  const recorded = await startTestGateway({ AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: aws.url });
  await recorded.query(list, {}, { "x-request-id": "signed-1", traceparent });
  expect(aws.requests.length).toBeGreaterThan(0);
  for (const { headers } of aws.requests) {
    expect(headers).toMatchObject({ "x-request-id": "signed-1", traceparent });
    expect(headers.authorization).toContain("SignedHeaders=");
    expect(headers.authorization).not.toMatch(/x-request-id|traceparent/);
  }
  await recorded.stop();
  await aws.close();
});

describe("inline tracing", () => {
  const windowQuery =
    '{ maintenanceWindow(id: "datadog:nonsense") { __typename } maintenanceSources { id } }';

  test("is returned on request, with the time of each field and without error messages", async () => {
    const asked = await gateway.query(windowQuery, {}, { "apollo-federation-include-trace": "ftv1" });
    const trace = Trace.decode(Buffer.from(String(asked.extensions?.ftv1), "base64"));
    const fields = trace.root?.child?.map(({ responseName }) => responseName);
    expect(fields).toEqual(["maintenanceWindow", "maintenanceSources"]);
    expect(trace.root?.child?.[0]?.error?.[0]?.message).toBe("<masked>");
  });

  test.each([{}, { "apollo-federation-include-trace": "ftv2" }])(
    "is not returned with the headers %j",
    async (headers) => {
      const answer = await gateway.query(windowQuery, {}, headers);
      expect(answer.extensions).toBeUndefined();
    },
  );
});

const windowId = "datadog:datadog:00000000-0000-4000-8000-000000000002";

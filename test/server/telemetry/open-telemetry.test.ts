import { afterEach, beforeEach, expect, test } from "vitest";
import type { Child } from "../../support/child-process.js";
import { startChild } from "../../support/child-process.js";
import type { TestEmulators } from "../../support/emulators.js";
import { startTestEmulators } from "../../support/emulators.js";
import type { RecordingServer } from "../../support/recording-server.js";
import { startRecordingServer } from "../../support/recording-server.js";
import { send } from "../../support/send.js";

let emulators: TestEmulators;
let collector: RecordingServer;
let child: Child;
beforeEach(async () => {
  [emulators, collector] = await Promise.all([
    startTestEmulators(() => new Date()),
    startRecordingServer(() => ({})),
  ]);
});
afterEach(async () => {
  child.kill("SIGKILL");
  await child.exit;
  await Promise.all([emulators.close(), collector.close()]);
});

async function start(environment: Record<string, string>): Promise<string> {
  child = startChild(process.execPath, ["dist/main.js"], {
    PORT: "0",
    LOG_LEVEL: "info",
    ...emulators.environment,
    AWS_REGIONS: "us-east-1",
    ...environment,
  });
  const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
  return address;
}

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface Attributed {
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

/** A request to a collector in OTLP JSON. */
interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: Attributed;
    readonly scopeSpans: readonly { readonly spans: readonly (Omit<Span, "attributes"> & Attributed)[] }[];
  }[];
}

/** Returns the spans that the collector has received. */
function spans(): readonly Span[] {
  return collector.requests.flatMap(({ url, body }) => {
    expect(url).toBe("/v1/traces");
    const { resourceSpans }: TraceExport = JSON.parse(body);
    return resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => ({ ...span, attributes: { ...valuesOf(resource), ...valuesOf(span) } })),
      ),
    );
  });
}

function valuesOf({ attributes }: Attributed): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

test("a request and each upstream attempt are spans of the client's trace, and upstream calls carry their span ids", async () => {
  const address = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=planted-otlp-header",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  });
  await emulators.datadog.fault("ListMaintenanceWindows", { status: 503 }, 1);
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await send(
    address,
    "query Board { maintenanceWindows { totalCount } }",
    {},
    { traceparent, tracestate: "vendor=secret" },
  );
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);

  const all = spans();
  const request = all.find(({ kind }) => kind === 2);
  expect(request).toMatchObject({
    name: "query Board",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    attributes: {
      "service.name": "maintenance-gateway",
      "deployment.environment.name": "test",
      "http.request.method": "POST",
      "http.route": "/graphql",
      "graphql.operation.type": "query",
      "graphql.operation.name": "Board",
      "maintenance.outcome": "OK",
    },
  });
  const calls = all.filter(({ kind }) => kind === 3);
  expect(calls.map(({ name }) => name).sort()).toEqual([
    "AWS_FLINK DescribeApplication",
    "AWS_FLINK DescribeApplication",
    "AWS_FLINK DescribeApplication",
    "AWS_FLINK DescribeApplication",
    "AWS_FLINK DescribeApplication",
    "AWS_FLINK ListApplications",
    "DATADOG ListMaintenanceWindows",
    "DATADOG ListMaintenanceWindows",
  ]);
  for (const { traceId, parentSpanId } of calls) {
    expect([traceId, parentSpanId]).toEqual([request?.traceId, request?.spanId]);
  }
  const datadog = calls.filter(({ name }) => name.startsWith("DATADOG"));
  expect(
    datadog.map(({ status, attributes }) => [
      status.code,
      attributes["maintenance.outcome"],
      attributes["maintenance.source"],
    ]),
  ).toEqual([
    [2, "SERVER_ERROR", "datadog"],
    [0, "OK", "datadog"],
  ]);
  const sent = [
    ...(await emulators.datadog.traces("ListMaintenanceWindows")),
    ...(await emulators.flink.traces("ListApplications")),
  ];
  const ids = calls.map(({ spanId }) => `00-${request?.traceId}-${spanId}-01`);
  expect(sent.map((headers) => ids.includes(headers.traceparent ?? ""))).toEqual([true, true, true]);
  expect(JSON.stringify(sent)).not.toContain("vendor=secret");
  expect(collector.requests[0]?.headers.authorization).toBe("planted-otlp-header");
  expect(child.output() + child.errors()).not.toContain("planted-otlp-header");
  expect(child.output()).toContain('"traceId":"0af7651916cd43dd8448eb211c80319c"');
});

test("a calendar request is a span with its path and without its query string", async () => {
  const address = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  });
  expect((await fetch(`${address}/calendar.ics?source=datadog&days=7`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  const [request] = spans().filter(({ kind }) => kind === 2);
  expect(request).toMatchObject({
    name: "GET /calendar.ics",
    attributes: { "http.request.method": "GET", "http.route": "/calendar.ics" },
  });
  expect(
    spans().filter(({ kind, parentSpanId }) => kind === 3 && parentSpanId === request?.spanId),
  ).toHaveLength(1);
  expect(collector.requests.map(({ body }) => body).join()).not.toContain("days=7");
});

test("an unreachable collector does not affect requests, and its errors are logged as JSON", async () => {
  await collector.close();
  const address = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "50" });
  const { data } = await send(address, "{ maintenanceWindows { sources { state } } }");
  expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }, { state: "OK" }]);
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
  for (const line of child
    .output()
    .split("\n")
    .filter((text) => text.startsWith("{")))
    JSON.parse(line);
}, 60_000);

test.each([
  {},
  { OTEL_TRACES_EXPORTER: "none" },
  { OTEL_CONFIG_FILE: "/no/such/file" },
  { OTEL_SDK_DISABLED: "true", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" },
])("with %j no spans are sent, and the client's trace is passed on unchanged", async (environment) => {
  const address = await start(environment);
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await send(address, "{ maintenanceWindows { totalCount } }", {}, { traceparent });
  expect((await emulators.datadog.traces("ListMaintenanceWindows"))[0]?.traceparent).toBe(traceparent);
  expect(collector.requests).toEqual([]);
});

import { afterEach, expect, test } from "vitest";
import { readServerConfiguration } from "../../../src/server/configuration/server-configuration.js";
import { freePort } from "../../support/free-port.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { arnOf, mutate } from "../../support/mutations.js";

let gateway: TestGateway;
afterEach(() => gateway.stop());

const list = "{ maintenanceWindows { totalCount } }";

/** Returns the values of the series whose names start with the text. */
async function series(beginning: string): Promise<Record<string, number>> {
  const response = await fetch(`${gateway.metricsAddress}/metrics`);
  expect(response.headers.get("content-type")).toContain("text/plain");
  const lines = (await response.text()).split("\n").filter((line) => line.startsWith(beginning));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

test("attempts, retries, rejections and circuit breakers have metrics on a separate port", async () => {
  gateway = await startTestGateway({
    METRICS_PORT: "0",
    AWS_REGIONS: "eu-central-1",
    UPSTREAM_MAX_ATTEMPTS: "3",
    UPSTREAM_BREAKER_FAILURES: "3",
    UPSTREAM_BREAKER_OPEN_MS: "600000",
  });
  await gateway.flink.fault("ListApplications", { status: 503 }, 1);
  await gateway.datadog.fault("*", { reset: true });
  await gateway.query(list);
  await gateway.query(list);
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: arnOf("orders-enrichment"),
    startTime: "03:00",
  });

  const flink = 'provider="AWS_FLINK",source="aws-eu-central-1"';
  const datadog = 'provider="DATADOG",source="datadog",operation="ListMaintenanceWindows"';
  const attempts = "maintenance_gateway_upstream_attempt_duration_seconds_count";
  expect(await series(attempts)).toEqual({
    [`${attempts}{${flink},operation="ListApplications",access="read",outcome="SERVER_ERROR",code="UNAVAILABLE"}`]: 1,
    [`${attempts}{${flink},operation="ListApplications",access="read",outcome="OK",code="OK"}`]: 2,
    [`${attempts}{${flink},operation="DescribeApplication",access="read",outcome="OK",code="OK"}`]: 15,
    [`${attempts}{${flink},operation="UpdateApplicationMaintenanceConfiguration",access="write",outcome="OK",code="OK"}`]: 1,
    [`${attempts}{${datadog},access="read",outcome="UNREACHABLE",code="UNAVAILABLE"}`]: 3,
  });
  expect(await series("maintenance_gateway_upstream_retries_total")).toEqual({
    [`maintenance_gateway_upstream_retries_total{${flink},operation="ListApplications",reason="SERVER_ERROR"}`]: 1,
    [`maintenance_gateway_upstream_retries_total{${datadog},reason="UNREACHABLE"}`]: 2,
  });
  expect(await series("maintenance_gateway_upstream_rejections_total")).toEqual({
    [`maintenance_gateway_upstream_rejections_total{${datadog},access="read"}`]: 1,
  });
  expect(await series("maintenance_gateway_circuit_changes_total")).toEqual({
    'maintenance_gateway_circuit_changes_total{provider="DATADOG",source="datadog",state="OPEN"}': 1,
  });
  const circuit = 'maintenance_gateway_circuit_state{provider="DATADOG",source="datadog"';
  expect(await series(circuit)).toEqual({
    [`${circuit},state="CLOSED"}`]: 0,
    [`${circuit},state="OPEN"}`]: 1,
    [`${circuit},state="HALF_OPEN"}`]: 0,
  });
  const state = "maintenance_gateway_source_state";
  expect(await series(state)).toMatchObject({
    [`${state}{${flink},state="OK"}`]: 1,
    [`${state}{${flink},state="FAILED"}`]: 0,
    [`${state}{provider="DATADOG",source="datadog",state="OK"}`]: 0,
    [`${state}{provider="DATADOG",source="datadog",state="FAILED"}`]: 1,
  });
  expect(await series("maintenance_gateway_source_fetched_timestamp_seconds")).toEqual({
    [`maintenance_gateway_source_fetched_timestamp_seconds{${flink}}`]: now.getTime() / 1000,
  });
  expect(await series("process_resident_memory_bytes")).not.toEqual({});
  // There is no Redis whose clock could differ.
  expect(await series("maintenance_gateway_clock_skew_seconds")).toEqual({});
});

test("running and waiting calls are counted while they last", async () => {
  gateway = await startTestGateway({ METRICS_PORT: "0", AWS_REGIONS: "eu-central-1" });
  await gateway.flink.seed({ applications: 20, region: "eu-central-1" });
  await gateway.flink.fault("DescribeApplication", { latencyMs: 300 });
  const reading = gateway.query(list);
  const calls = (phase: string) =>
    `maintenance_gateway_upstream_calls{provider="AWS_FLINK",source="aws-eu-central-1",access="read",phase="${phase}"}`;
  await expect.poll(() => series(calls("running")), { timeout: 5_000 }).toEqual({ [calls("running")]: 10 });
  expect((await series(calls("waiting")))[calls("waiting")]).toBeGreaterThan(0);
  await reading;
  expect(await series(calls("running"))).toEqual({ [calls("running")]: 0 });
});

test("METRICS_PORT=off disables metrics, and their port serves nothing else", async () => {
  gateway = await startTestGateway({ METRICS_PORT: "off" });
  expect(gateway.metricsAddress).toBeNull();
  await gateway.stop();
  gateway = await startTestGateway({ METRICS_PORT: "0" });
  const response = await fetch(`${gateway.metricsAddress}/graphql`);
  expect([response.status, await response.text()]).toEqual([
    404,
    "This path does not exist. The metrics are at /metrics.\n",
  ]);
});

test("requests are counted by name and outcome, rejections by code, reads by cache result, writes by outcome", async () => {
  let instant = now;
  gateway = await startTestGateway(
    {
      METRICS_PORT: "0",
      AWS_REGIONS: "eu-central-1",
      INVENTORY_MAX_AGE_SECONDS: "30",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "30",
      QUERY_MAX_DEPTH: "6",
    },
    () => instant,
  );
  const { query } = gateway;
  await query("query Board { maintenanceWindows { totalCount } }");
  await query("query Board { maintenanceWindows { totalCount } }");
  instant = new Date(now.getTime() + 40_000);
  await query("query Board { maintenanceWindows { totalCount } }");
  await query('query Typo { maintenanceWindow(id: "nonsense") { __typename } }');
  await query("{ nothing }");
  await query("{");
  await query(
    'query Deep { flinkApplication(arn: "a") { maintenanceWindow { application { maintenanceWindow { application { maintenanceWindow { id } } } } } } }',
  );
  await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  await query(list, {}, { "x-request-timeout-ms": "soon" });
  await fetch(`${gateway.address}/graphql?query={__typename}`);
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: arnOf("orders-enrichment"),
    startTime: "03:00",
  });
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: arnOf("clickstream-sessions"),
    startTime: "03:00",
  });

  const requests = "maintenance_gateway_request_duration_seconds_count";
  expect(await series(requests)).toEqual({
    [`${requests}{operation="Board",type="query",outcome="OK"}`]: 3,
    [`${requests}{operation="Typo",type="query",outcome="INVALID_ARGUMENT"}`]: 1,
    [`${requests}{operation="Deep",type="query",outcome="OPERATION_LIMIT_EXCEEDED"}`]: 1,
    [`${requests}{operation="(anonymous)",type="none",outcome="GRAPHQL_VALIDATION_FAILED"}`]: 1,
    [`${requests}{operation="(anonymous)",type="none",outcome="GRAPHQL_PARSE_FAILED"}`]: 1,
    [`${requests}{operation="(anonymous)",type="mutation",outcome="OK"}`]: 2,
  });
  expect(await series("maintenance_gateway_refused_requests_total")).toEqual({
    'maintenance_gateway_refused_requests_total{code="BAD_REQUEST"}': 3,
  });
  const reads = "maintenance_gateway_cache_reads_total";
  expect(await series(`${reads}{source="datadog"`)).toEqual({
    [`${reads}{source="datadog",result="MISS"}`]: 1,
    [`${reads}{source="datadog",result="HIT"}`]: 1,
    [`${reads}{source="datadog",result="STALE"}`]: 1,
  });
  const writes = "maintenance_gateway_writes_total";
  const write = 'operation="updateFlinkMaintenanceWindow",provider="AWS_FLINK"';
  expect(await series(writes)).toEqual({
    [`${writes}{${write},outcome="UPDATED",outcome_unknown="false"}`]: 1,
    [`${writes}{${write},outcome="FAILED_PRECONDITION",outcome_unknown="false"}`]: 1,
  });
  expect(await series("nodejs_eventloop_lag_p99_seconds")).not.toEqual({});
});

test("only the first hundred operation names have their own series", async () => {
  gateway = await startTestGateway({ METRICS_PORT: "0" });
  for (let index = 0; index < 105; index++) {
    await gateway.query(`query Q${index}${index === 7 ? "x".repeat(10_000) : ""} { __typename }`);
  }
  await gateway.query("query Q3 { __typename }");
  const requests = "maintenance_gateway_request_duration_seconds_count";
  const counts = await series(requests);
  expect(Object.keys(counts)).toHaveLength(101);
  expect(Math.max(...Object.keys(counts).map(({ length }) => length))).toBeLessThan(250);
  expect(counts[`${requests}{operation="(other)",type="query",outcome="OK"}`]).toBe(5);
  expect(counts[`${requests}{operation="Q3",type="query",outcome="OK"}`]).toBe(2);
});

test("metrics are served on port 9464 by default, or on a free port if it is taken", async () => {
  const metricsOf = (environment: Record<string, string>) =>
    readServerConfiguration(environment).configuration?.metrics;
  expect(metricsOf({})).toEqual({ port: 9464, isDefault: true });
  expect(metricsOf({ METRICS_PORT: "9464" })).toEqual({ port: 9464, isDefault: false });
  expect(metricsOf({ METRICS_PORT: "off" })).toBeNull();
  gateway = await startTestGateway({ METRICS_PORT: "" });
  expect(gateway.metricsAddress).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("METRICS_PORT must differ from PORT", async () => {
  gateway = await startTestGateway();
  await expect(startTestGateway({ PORT: "4999", METRICS_PORT: "4999" })).rejects.toThrow(
    "METRICS_PORT must differ from PORT.",
  );
});

test("startup fails if METRICS_PORT is taken, and leaves no port open", async () => {
  gateway = await startTestGateway({ METRICS_PORT: "0" });
  const port = await freePort();
  const taken = new URL(gateway.metricsAddress ?? "").port;
  const started = startTestGateway({ PORT: String(port), METRICS_PORT: taken });
  await expect(started).rejects.toThrow("another program already listens on");
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
});

test("unset resilience variables have the documented defaults", () => {
  const { configuration } = readServerConfiguration({});
  expect(configuration?.resilience).toEqual({
    timeoutMs: 5_000,
    maxAttempts: 3,
    breakerFailures: 5,
    breakerOpenMs: 2_000,
  });
});

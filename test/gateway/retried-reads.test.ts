import { pino } from "pino";
import { beforeAll, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import { testGatewayFor } from "../support/gateway.js";
import { listedSources } from "../support/source-states.js";

// Importing Datadog's client takes longer than the waits in these tests, which run concurrently.
beforeAll(() => loadSdk(pino({ level: "silent" })));

test.concurrent.for([
  ["a connection reset", { reset: true }],
  ["a truncated response", { truncate: true }],
  ["a server error", { status: 500 }],
  ["a proxy error", { status: 502, body: "<html>", contentType: "text/html" }],
  ["throttling", { status: 429, headers: { "x-ratelimit-reset": "0" } }],
] as const)("reads are retried after %s, for both providers", async ([_how, fault], context) => {
  const gateway = await testGatewayFor(context, { AWS_REGIONS: "eu-central-1", UPSTREAM_MAX_ATTEMPTS: "3" });
  await gateway.flink.fault("ListApplications", fault, 2);
  await gateway.flink.fault("DescribeApplication", fault, 1);
  await gateway.datadog.fault("ListMaintenanceWindows", fault, 2);
  const sources = await listedSources(gateway);
  expect([...sources.values()].map((source) => source.state)).toEqual(["OK", "OK"]);
  expect(await gateway.flink.counts()).toEqual({ ListApplications: 3, DescribeApplication: 8 });
  expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 3 });
  expect(gateway.logs.filter(({ msg }) => msg === "upstream call failed")).toEqual([]);
});

test.concurrent.for([
  ["DATADOG", 503, { "retry-after": "1" }],
  ["DATADOG", 429, { "retry-after": "1", "x-ratelimit-reset": "0" }],
  ["DATADOG", 429, { "retry-after": "0", "x-ratelimit-reset": "1" }],
  ["AWS_FLINK", 503, { "retry-after": "1" }],
  ["AWS_FLINK", 503, { "x-amz-retry-after": "1000" }],
] as const)(
  "reads wait as long as the provider requests before a retry: %s %i %j",
  async ([provider, status, headers], context) => {
    const gateway = await testGatewayFor(context, {
      AWS_REGIONS: "eu-central-1",
      UPSTREAM_MAX_ATTEMPTS: "2",
    });
    const control = provider === "DATADOG" ? gateway.datadog : gateway.flink;
    await control.fault("*", { status, headers: { ...headers } }, 1);
    const startedAt = performance.now();
    expect([...(await listedSources(gateway)).values()].map((source) => source.state)).toEqual(["OK", "OK"]);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  },
);

import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Fault } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, mutate } from "../support/mutations.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";

const requestTimeoutMs = 2_000;
let gateway: TestGateway;
let elsewhere: RecordingServer;

beforeAll(async () => {
  await loadSdk(pino({ level: "silent" }));
  elsewhere = await startRecordingServer(() => ({ data: [] }));
  gateway = await startTestGateway({
    AWS_REGIONS: "eu-central-1",
    UPSTREAM_TIMEOUT_MS: "1000",
    REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
  });
});
afterAll(async () => {
  await gateway.stop();
  await elsewhere.close();
});
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const providers = {
  AWS_FLINK: { source: "aws-eu-central-1", operation: "ListApplications", control: () => gateway.flink },
  DATADOG: { source: "datadog", operation: "ListMaintenanceWindows", control: () => gateway.datadog },
} as const;
type ProviderName = keyof typeof providers;

/** What the list of a provider's windows came to, with the other provider's as they always are. */
async function listWith(provider: ProviderName, fault: Fault) {
  const { source, operation, control } = providers[provider];
  await control().fault(operation, fault);
  const startedAt = performance.now();
  const { data, errors } = await gateway.query(`{
    maintenanceWindows(first: 200) {
      totalCount
      sources { source { id } state error { code retryable ... on UpstreamError { failure } } }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(requestTimeoutMs);
  const outcomes: readonly { readonly source: { readonly id: string }; readonly state: string }[] =
    data.maintenanceWindows.sources;
  expect(outcomes.find((outcome) => outcome.source.id !== source)?.state).toBe("OK");
  return {
    ...outcomes.find((outcome) => outcome.source.id === source),
    totalCount: data.maintenanceWindows.totalCount,
  };
}

const malformed = {
  state: "FAILED",
  error: { code: "INTERNAL", failure: "MALFORMED_RESPONSE", retryable: true },
};
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const list = JSON.stringify({ data: [], ApplicationSummaries: [] });
/** Right in every way but for what may be in a name. */
const withName = (name: string) => JSON.stringify({ data: [], ApplicationSummaries: [], meta: { name } });

describe.each(Object.keys(providers) as ProviderName[])("%s", (provider) => {
  test.each<readonly [string, Fault]>([
    ["HTML", { body: "<html><body>Welcome</body></html>", contentType: "text/html" }],
    ["nothing", { body: "" }],
    ["half of its JSON", { body: list.slice(0, -3) }],
    ["null", { body: "null" }],
    ["a number", { body: "7" }],
    ["a list in place of an object", { body: "[]" }],
    ["an object without members", { body: "{}" }],
    ["objects in place of lists", { body: { data: {}, ApplicationSummaries: {} } }],
    ["nulls in its lists", { body: { data: [null], ApplicationSummaries: [null] } }],
    [
      "half of a gzip stream",
      {
        bodyBase64: base64(gzipSync(list).subarray(0, 20)),
        headers: { "content-encoding": "gzip" },
      },
    ],
    ["bytes that are no UTF-8", { bodyBase64: base64(Buffer.from(withName("\xff"), "latin1")) }],
    ["an answer without an end", { body: list, endless: true }],
  ])("%s is an answer that cannot be read", async (_what, fault) => {
    expect(await listWith(provider, fault)).toMatchObject(malformed);
  });

  test("an answer that drips is a time-out, and its connection is given up", async () => {
    expect(await listWith(provider, { dripMs: 100 })).toMatchObject({
      state: "FAILED",
      error: { code: "DEADLINE_EXCEEDED", failure: "TIMEOUT" },
    });
    const { control, operation } = providers[provider];
    await expect.poll(async () => (await control().underWay())[operation], { timeout: 5_000 }).toBe(0);
  });

  test("an answer without an end is not read on", async () => {
    await listWith(provider, { body: list, endless: true });
    const { control, operation } = providers[provider];
    await expect.poll(async () => (await control().underWay())[operation], { timeout: 5_000 }).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirect %s is not followed, and no credentials go there",
    async (status) => {
      const location = `${elsewhere.url}/api/v2/maintenance_windows`;
      expect(await listWith(provider, { status, body: "", headers: { location } })).toMatchObject({
        state: "FAILED",
        error: { code: "INTERNAL", retryable: false },
      });
      expect(elsewhere.requests).toEqual([]);
    },
  );

  test("a failure with a body without an end is known by its status", async () => {
    expect(await listWith(provider, { status: 503, endless: true })).toMatchObject({
      state: "FAILED",
      error: { code: "UNAVAILABLE", failure: "SERVER_ERROR" },
    });
  });
});

describe("Datadog", () => {
  const resource = (id: string, attributes: Record<string, unknown> = {}) => ({
    id,
    type: "maintenance_window",
    attributes: {
      name: "Release",
      query: "service:checkout",
      start_at: "2026-12-01T10:00:00Z",
      end_at: "2026-12-01T12:00:00Z",
      ...attributes,
    },
  });

  test.each([
    ["a date that is none", { start_at: "soon" }],
    ["a date out of this world", { end_at: "+275760-09-13T00:00:00Z" }],
    ["a name that is a number", { name: 7 }],
    ["a name that is null", { name: null }],
  ])("%s is an answer that cannot be read", async (_what, attributes) => {
    const body = { data: [resource(randomUUID(), attributes)] };
    expect(await listWith("DATADOG", { body })).toMatchObject(malformed);
  });

  test("what is no gzip stream, but says so, is an answer that cannot be read", async () => {
    const fault = { body: list, headers: { "content-encoding": "gzip" } };
    expect(await listWith("DATADOG", fault)).toMatchObject(malformed);
  });

  test("members and types that are new are passed over", async () => {
    const body = {
      data: [{ ...resource(randomUUID(), { recurrence: "weekly" }), links: {} }],
      meta: { next: 1 },
    };
    expect(await listWith("DATADOG", { body })).toMatchObject({ state: "OK", totalCount: 7 });
  });

  test("an id that comes twice is one window", async () => {
    const id = randomUUID();
    const body = { data: [resource(id), resource(randomUUID()), resource(id, { name: "again" })] };
    expect(await listWith("DATADOG", { body })).toMatchObject({ state: "OK", totalCount: 8 });
  });

  test("10,000 windows are listed whole, and paged through without a gap", async () => {
    const body = { data: Array.from({ length: 10_000 }, () => resource(randomUUID())) };
    expect(await listWith("DATADOG", { body })).toMatchObject({ state: "OK", totalCount: 10_006 });
  });
});

describe("AWS", () => {
  const summary = (name: string) => ({
    ApplicationName: name,
    ApplicationARN: arnOf(name),
    ApplicationStatus: "READY",
    ApplicationVersionId: 1,
    RuntimeEnvironment: "FLINK-1_20",
  });

  test("an application that is listed twice is one window", async () => {
    const names = ["orders-enrichment", "orders-enrichment"];
    const outcome = await listWith("AWS_FLINK", { body: { ApplicationSummaries: names.map(summary) } });
    expect(outcome).toMatchObject({ state: "OK", totalCount: 5 + 1 });
  });

  test("a NextToken that comes again, or always another one, ends the list as one that cannot be read", async () => {
    const body = { ApplicationSummaries: [], NextToken: "again" };
    expect(await listWith("AWS_FLINK", { body })).toMatchObject(malformed);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 2 });
  });

  test.each([
    ["a text in place of a list", { ApplicationSummaries: "many" }],
    ["a NextToken that is none", { ApplicationSummaries: [], NextToken: { page: 2 } }],
    ["an ARN that is none", { ApplicationSummaries: [{ ...summary("x"), ApplicationARN: "x" }] }],
    ["a version that is a text", { ApplicationSummaries: [{ ...summary("x"), ApplicationVersionId: "1" }] }],
  ])("%s is an answer that cannot be read", async (_what, body) => {
    expect(await listWith("AWS_FLINK", { body })).toMatchObject(malformed);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1 });
  });

  test.each(["TimeoutError", "ECONNREFUSED", "ECONNRESET", "HTTPParserError"])(
    "an exception that is called %s is an exception, and no failure of the network",
    async (errorType) => {
      expect(await listWith("AWS_FLINK", { errorType })).toMatchObject({
        state: "FAILED",
        error: { code: "INTERNAL", failure: "SERVER_ERROR", retryable: false },
      });
      await gateway.flink.reset();
      const operation = "UpdateApplicationMaintenanceConfiguration";
      await gateway.flink.fault(operation, { status: 500, errorType });
      const input = { id: arnOf("orders-enrichment"), startTime: "03:00" };
      expect(await mutate(gateway, "updateFlinkMaintenanceWindow", input)).toMatchObject({
        failure: "SERVER_ERROR",
        outcomeUnknown: true,
      });
    },
  );

  test("the name of an exception is told to operators only where it is a word", async () => {
    await listWith("AWS_FLINK", { errorType: "role somebody-elses may not" });
    expect(JSON.stringify(gateway.logs)).not.toContain("somebody-elses");
  });

  test("an exception that breaks off is a broken connection", async () => {
    expect(await listWith("AWS_FLINK", { errorType: "ValidationException", truncate: true })).toMatchObject({
      state: "FAILED",
      error: { code: "UNAVAILABLE", failure: "UNREACHABLE" },
    });
  });
});

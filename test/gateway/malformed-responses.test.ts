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

/** Lists windows under the fault and returns the provider's result. Expects the other provider to be OK. */
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
/** A valid response, except perhaps for the name. */
const withName = (name: string) => JSON.stringify({ data: [], ApplicationSummaries: [], meta: { name } });

describe.each(Object.keys(providers) as ProviderName[])("%s", (provider) => {
  test.each<readonly [string, Fault]>([
    ["HTML", { body: "<html><body>Welcome</body></html>", contentType: "text/html" }],
    ["an empty body", { body: "" }],
    ["truncated JSON", { body: list.slice(0, -3) }],
    ["null", { body: "null" }],
    ["a number", { body: "7" }],
    ["a list instead of an object", { body: "[]" }],
    ["an object without fields", { body: "{}" }],
    ["objects instead of lists", { body: { data: {}, ApplicationSummaries: {} } }],
    ["nulls in lists", { body: { data: [null], ApplicationSummaries: [null] } }],
    [
      "a truncated gzip stream",
      {
        bodyBase64: base64(gzipSync(list).subarray(0, 20)),
        headers: { "content-encoding": "gzip" },
      },
    ],
    ["invalid UTF-8", { bodyBase64: base64(Buffer.from(withName("\xff"), "latin1")) }],
    ["an endless response", { body: list, endless: true }],
    ["an empty list that is only accepted (202)", { status: 202, body: list }],
    ["an empty list that is only a part (206)", { status: 206, body: list }],
  ])("treats %s as malformed", async (_what, fault) => {
    expect(await listWith(provider, fault)).toMatchObject(malformed);
  });

  test("times out on a response that drips, and closes its connection", async () => {
    expect(await listWith(provider, { dripMs: 100 })).toMatchObject({
      state: "FAILED",
      error: { code: "DEADLINE_EXCEEDED", failure: "TIMEOUT" },
    });
    const { control, operation } = providers[provider];
    await expect.poll(async () => (await control().underWay())[operation], { timeout: 5_000 }).toBe(0);
  });

  test("stops reading an endless response", async () => {
    await listWith(provider, { body: list, endless: true });
    const { control, operation } = providers[provider];
    await expect.poll(async () => (await control().underWay())[operation], { timeout: 5_000 }).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])(
    "does not follow a %s redirect or send credentials to its target",
    async (status) => {
      const location = `${elsewhere.url}/api/v2/maintenance_windows`;
      expect(await listWith(provider, { status, body: "", headers: { location } })).toMatchObject({
        state: "FAILED",
        error: { code: "INTERNAL", retryable: false },
      });
      expect(elsewhere.requests).toEqual([]);
    },
  );

  test("classifies an error with an endless body by its status", async () => {
    expect(await listWith(provider, { status: 503, endless: true })).toMatchObject({
      state: "FAILED",
      error: { code: "UNAVAILABLE", failure: "SERVER_ERROR" },
    });
  });
});

describe("Datadog", () => {
  test.each([
    ["errors", { errors: ["x"] }],
    ["an empty list of errors", { errors: [] }],
    ["a next page", { links: { next: "https://api.datadoghq.eu/api/v2/maintenance_windows?page=2" } }],
  ])("a list with %s may lack windows, so it is malformed", async (_what, members) => {
    const windows = [[], [resource(randomUUID())], [resource(randomUUID(), { created_by: 7 })]];
    for (const data of windows) {
      await gateway.datadog.reset();
      expect(await listWith("DATADOG", { body: { data, ...members } })).toMatchObject(malformed);
    }
    await gateway.datadog.reset();
    const links = { next: null, self: "https://api.datadoghq.eu/api/v2/maintenance_windows" };
    expect(await listWith("DATADOG", { body: { data: [], errors: null, links } })).toMatchObject({
      state: "OK",
    });
  });

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
    ["an invalid date", { start_at: "soon" }],
    ["an out-of-range date", { end_at: "+275760-09-13T00:00:00Z" }],
    ["the year 275761", { end_at: "275761-01-01T00:00:00Z" }],
    ["the year 0", { start_at: "0000-01-01T00:00:00Z" }],
    ["30 February", { start_at: "2026-02-30T10:00:00Z" }],
    ["29 February in a common year", { end_at: "2027-02-29T10:00:00Z" }],
    ["month 13", { start_at: "2026-13-01T10:00:00Z" }],
    ["hour 24", { end_at: "2026-12-01T24:00:00Z" }],
    ["second 60", { end_at: "2026-12-01T10:00:60Z" }],
    ["a time without a zone", { start_at: "2026-12-01T10:00:00" }],
    ["an offset without a colon", { start_at: "2026-12-01T10:00:00+0100" }],
    ["an offset of a day", { start_at: "2026-12-01T10:00:00+24:00" }],
    ["a zone name", { start_at: "2026-12-01T10:00:00 UTC" }],
    ["a space instead of T", { start_at: "2026-12-01 10:00:00Z" }],
    ["a time without seconds", { start_at: "2026-12-01T10:00Z" }],
    ["a date without a time", { start_at: "2026-12-01" }],
    ["a date in short form", { start_at: "2026-3-1" }],
    ["a date in words", { start_at: "March 7" }],
    ["an HTTP date", { start_at: "Tue, 01 Dec 2026 10:00:00 GMT" }],
    ["a date that is a number", { start_at: 1_796_119_200 }],
    ["a date that is a text of digits", { start_at: "1796119200000" }],
    ["an empty date", { end_at: "" }],
    ["white space around a date", { end_at: " 2026-12-01T12:00:00Z " }],
    ["a null date", { end_at: null }],
    ["a numeric name", { name: 7 }],
    ["a null name", { name: null }],
  ])("treats %s as malformed", async (_what, attributes) => {
    const body = { data: [resource(randomUUID(), attributes)] };
    expect(await listWith("DATADOG", { body })).toMatchObject(malformed);
  });

  test.each([
    ["2026-12-01T10:00:00Z", "2026-12-01T10:00:00.000Z"],
    ["2026-12-01T10:00:00.123456789Z", "2026-12-01T10:00:00.123Z"],
    ["2026-12-01T10:00:00+05:30", "2026-12-01T04:30:00.000Z"],
    ["2024-02-29T23:59:59-01:00", "2024-03-01T00:59:59.000Z"],
  ])("reads the date %s as %s", async (start_at, startsAt) => {
    const id = randomUUID();
    const body = { data: [resource(id, { start_at })] };
    await gateway.datadog.fault("ListMaintenanceWindows", { body });
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "datadog:datadog:${id}") { ... on DatadogMaintenanceWindow { startsAt } } }`,
    );
    expect(data.maintenanceWindow).toEqual({ startsAt });
  });

  test("treats a response as malformed if it is labelled as gzip but is not", async () => {
    const fault = { body: list, headers: { "content-encoding": "gzip" } };
    expect(await listWith("DATADOG", fault)).toMatchObject(malformed);
  });

  test("ignores new fields", async () => {
    const body = {
      data: [{ ...resource(randomUUID(), { recurrence: "weekly" }), links: {} }],
      meta: { next: 1 },
    };
    expect(await listWith("DATADOG", { body })).toMatchObject({ state: "OK", totalCount: 7 });
  });

  test("returns one window for an id that is listed twice", async () => {
    const id = randomUUID();
    const body = { data: [resource(id), resource(randomUUID()), resource(id, { name: "again" })] };
    expect(await listWith("DATADOG", { body })).toMatchObject({ state: "OK", totalCount: 8 });
  });

  test("lists all of 10,000 windows", async () => {
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

  test("returns one window for an application that is listed twice", async () => {
    const names = ["orders-enrichment", "orders-enrichment"];
    const outcome = await listWith("AWS_FLINK", { body: { ApplicationSummaries: names.map(summary) } });
    expect(outcome).toMatchObject({ state: "OK", totalCount: 5 + 1 });
  });

  test("treats a list whose NextToken repeats as malformed", async () => {
    const body = { ApplicationSummaries: [], NextToken: "again" };
    expect(await listWith("AWS_FLINK", { body })).toMatchObject(malformed);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 2 });
  });

  test.each([
    ["a string instead of a list", { ApplicationSummaries: "many" }],
    ["an invalid NextToken", { ApplicationSummaries: [], NextToken: { page: 2 } }],
    ["an invalid ARN", { ApplicationSummaries: [{ ...summary("x"), ApplicationARN: "x" }] }],
    [
      "an application in another region",
      { ApplicationSummaries: [{ ...summary("x"), ApplicationARN: arnOf("x", "us-east-1") }] },
    ],
    [
      "a version that is a string",
      { ApplicationSummaries: [{ ...summary("x"), ApplicationVersionId: "1" }] },
    ],
  ])("treats %s as malformed", async (_what, body) => {
    expect(await listWith("AWS_FLINK", { body })).toMatchObject(malformed);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1 });
  });

  test.each(["TimeoutError", "ECONNREFUSED", "ECONNRESET", "HTTPParserError"])(
    "treats an exception named %s as an exception, not as a network failure",
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

  test("logs the name of an exception only if it is a single word", async () => {
    await listWith("AWS_FLINK", { errorType: "role somebody-elses may not" });
    expect(JSON.stringify(gateway.logs)).not.toContain("somebody-elses");
  });

  test("treats a truncated exception as a broken connection", async () => {
    expect(await listWith("AWS_FLINK", { errorType: "ValidationException", truncate: true })).toMatchObject({
      state: "FAILED",
      error: { code: "UNAVAILABLE", failure: "UNREACHABLE" },
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

const clock = movableClock(new Date("2026-11-22T12:10:00Z"));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(
    { INVENTORY_MAX_AGE_SECONDS: "3600", METRICS_PORT: "0", RESPONSE_CACHE_MAX_BYTES: "1000000" },
    clock.now,
  );
});
afterAll(() => gateway.stop());

let count = 0;
/** A query that no other test sends. */
let query: string;
beforeEach(() => {
  count += 1;
  query = `query List { alias${count}: maintenanceWindows(first: 2) { totalCount nodes { ... on ScheduledWindow { id status } } } }`;
});

async function post(headers: Record<string, string> = {}, body: object = { query }) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { response, text: await response.text() };
}

async function get(headers: Record<string, string> = {}) {
  const response = await fetch(`${gateway.address}/graphql?${new URLSearchParams({ query })}`, {
    headers: { "apollo-require-preflight": "true", ...headers },
  });
  return { response, text: await response.text() };
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
  const line = text.split("\n").find((candidate) => candidate.startsWith(name));
  return Number(line?.split(" ").at(-1) ?? 0);
}

const reused = () => metric("maintenance_gateway_reused_responses_total");

async function createWindow(): Promise<void> {
  const { data } = await gateway.query(
    'mutation { createDatadogMaintenanceWindow(input: { name: "Release", query: "q", startsAt: "2026-11-23T10:00:00Z", endsAt: "2026-11-23T12:00:00Z" }) { ... on DatadogMaintenanceWindowChanged { outcome } } }',
  );
  expect(data.createDatadogMaintenanceWindow.outcome).toBe("CREATED");
}

/** Returns how many of the requests were answered from the cache. */
async function reusesDuring(work: () => Promise<unknown>): Promise<number> {
  const before = await reused();
  await work();
  return (await reused()) - before;
}

test("from the third request on, a query gets a cached response with the same bytes", async () => {
  const texts: string[] = [];
  const reuses = await reusesDuring(async () => {
    for (let request = 0; request < 4; request++) texts.push((await post()).text);
  });
  expect(reuses).toBe(2);
  expect(new Set(texts).size).toBe(1);
});

test("a cached response has its own request id and time limit, and the same other headers", async () => {
  const headers: Record<string, string>[] = [];
  for (const id of ["one", "two", "three"]) {
    const { response } = await post({ "x-request-id": id });
    expect(response.headers.get("x-request-id")).toBe(id);
    const shown = [...response.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
    headers.push(Object.fromEntries(shown));
  }
  expect(headers[2]).toEqual(headers[0]);
  const { response } = await post({ "x-request-timeout-ms": "soon" });
  expect(response.status).toBe(400);
});

test("the log line and the counters are those of an executed query", async () => {
  const lines = () => gateway.logs.filter(({ msg }) => msg === "operation");
  const before = lines().length;
  const hits = 'maintenance_gateway_cache_reads_total{source="datadog",result="HIT"}';
  const requests =
    'maintenance_gateway_request_duration_seconds_count{operation="List",type="query",outcome="OK"}';
  const counts = { hits: await metric(hits), requests: await metric(requests) };
  const trace = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  for (const id of ["a", "b", "c"])
    await post({ "x-request-id": id, ...trace, "apollographql-client-name": "test" });
  const [executed, , cached] = lines().slice(before);
  const { time: _time, durationMs: _duration, requestId: executedId, ...expected } = executed ?? {};
  const { time: _later, durationMs, requestId, ...shown } = cached ?? {};
  expect(shown).toEqual(expected);
  expect([executedId, requestId]).toEqual(["a", "c"]);
  expect(durationMs).toBeTypeOf("number");
  expect(shown).toMatchObject({ operationName: "List", clientName: "test", upstreamCalls: 0 });
  expect(await metric(hits)).toBe(counts.hits + 3);
  expect(await metric(requests)).toBe(counts.requests + 3);
});

test("max-age counts down while a response is reused", async () => {
  for (let request = 0; request < 2; request++) await post();
  const maxAge = async () =>
    Number(/max-age=(\d+)/.exec((await post()).response.headers.get("cache-control") ?? "")?.[1]);
  const before = await maxAge();
  clock.passSeconds(7);
  expect(await reusesDuring(async () => expect(await maxAge()).toBe(before - 7))).toBe(1);
});

test("a write is visible in the next response", async () => {
  const counts: number[] = [];
  const total = async () => JSON.parse((await post()).text).data[`alias${count}`].totalCount as number;
  for (let request = 0; request < 3; request++) counts.push(await total());
  await createWindow();
  expect(await total()).toBe((counts[2] ?? 0) + 1);
});

test.each([
  ["shows the time of the request", "{ maintenanceNow { at } }"],
  ["shows the health of a source", "{ maintenanceSources { id health { state } } }"],
  [
    "reads one window",
    '{ maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000002") { __typename } }',
  ],
  [
    "reads an application",
    '{ flinkApplication(arn: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment") { name } }',
  ],
  ["depends on nothing", "{ __typename }"],
  ["has an error", '{ maintenanceWindows(filter: { sources: ["no"] }) { totalCount } }'],
])("a response is executed each time if it %s", async (_name, document) => {
  const reuses = await reusesDuring(async () => {
    for (let request = 0; request < 4; request++) await post({}, { query: document });
  });
  expect(reuses).toBe(0);
});

test("the overlaps of a window change with the windows of other sources, and with the time", async () => {
  query = `query List { alias${count}: maintenanceWindows(filter: { applications: ["pricing-realtime"] }) {
    nodes { ... on ScheduledWindow { overlapping(certainties: [DECLARED]) { nodes { window { ... on ScheduledWindow { title } } } } } }
  } }`;
  const titles = async () =>
    JSON.parse((await post()).text).data[`alias${count}`].nodes[0].overlapping.nodes.map(
      ({ window }: { window: { title: string } }) => window.title,
    );
  const usual = ["Year-long migration", "Orders database upgrade", "Checkout release"];
  for (let request = 0; request < 2; request++) expect(await titles()).toEqual(usual);
  expect(await reusesDuring(async () => expect(await titles()).toEqual(usual))).toBe(1);
  await gateway.query(
    'mutation { createDatadogMaintenanceWindow(input: { name: "New", query: "a:b", startsAt: "2026-11-22T12:20:00Z", endsAt: "2026-11-22T12:40:00Z" }) { __typename } }',
  );
  for (let request = 0; request < 3; request++) expect(await titles()).toEqual(usual.toSpliced(2, 0, "New"));
  // At 12:41, the data is still fresh.
  clock.passSeconds(1_860);
  expect(await titles()).toEqual(usual);
});

test("a router that requests a trace gets that of its own request", async () => {
  const trace = { "apollo-federation-include-trace": "ftv1" };
  for (let request = 0; request < 3; request++) await post();
  const reuses = await reusesDuring(async () => {
    expect(JSON.parse((await post(trace)).text).extensions.ftv1).toBeTypeOf("string");
  });
  expect(reuses).toBe(0);
});

describe("GET", () => {
  test("has a weak entity tag, also from the cache, and 304 for a client that has the response", async () => {
    const tags = [];
    for (let request = 0; request < 3; request++) tags.push((await get()).response.headers.get("etag"));
    expect(tags[0]).toMatch(/^W\/"[\w-]{43}"$/);
    expect(new Set(tags).size).toBe(1);
    for (const known of [tags[0], tags[0]?.slice(2), `"other", ${tags[0]}`, "*"]) {
      const { response, text } = await get({ "if-none-match": String(known) });
      expect([response.status, text, response.headers.get("etag")]).toEqual([304, "", tags[0]]);
      expect(response.headers.get("cache-control")).toBe("no-cache, public");
      expect(response.headers.get("content-type")).toBeNull();
    }
    expect((await get({ "if-none-match": '"other"' })).response.status).toBe(200);
  });

  test("has another entity tag after a change, and for another media type", async () => {
    const before = (await get()).response.headers.get("etag");
    const { response } = await get({ accept: "application/graphql-response+json" });
    expect(response.headers.get("etag")).not.toBe(before);
    await createWindow();
    expect((await get({ "if-none-match": String(before) })).response.status).toBe(200);
  });

  test("from the cache still requires protection against CSRF", async () => {
    for (let request = 0; request < 3; request++) await get();
    const response = await fetch(`${gateway.address}/graphql?${new URLSearchParams({ query })}`);
    expect(response.status).toBe(400);
  });

  test("a POST response has no entity tag", async () => {
    expect((await post()).response.headers.get("etag")).toBeNull();
  });
});

test("with RESPONSE_CACHE_MAX_BYTES=0, every query is executed", async () => {
  const other = await startTestGateway({
    INVENTORY_MAX_AGE_SECONDS: "3600",
    METRICS_PORT: "0",
    RESPONSE_CACHE_MAX_BYTES: "0",
  });
  try {
    for (let request = 0; request < 4; request++) await other.query(query);
    const text = await (await fetch(`${other.metricsAddress}/metrics`)).text();
    expect(text).toContain("maintenance_gateway_reused_responses_total 0");
  } finally {
    await other.stop();
  }
});

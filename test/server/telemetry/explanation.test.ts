import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import type { Issuer } from "../../support/tokens.js";
import { bearer, createIssuer } from "../../support/tokens.js";

const clock = movableClock();
const cached = {
  INVENTORY_MAX_AGE_SECONDS: "60",
  RESPONSE_CACHE_MAX_BYTES: "1000000",
  CORS_ORIGINS: "https://app.example",
};
let issuer: Issuer;
let gateway: TestGateway;
let headers: Record<string, string>;
beforeAll(async () => {
  issuer = await createIssuer();
  gateway = await startTestGateway({ ...issuer.environment, ...cached }, clock.now);
  headers = bearer(await issuer.token({}, clock.now()));
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  // Everything cached is now too old to be used.
  clock.passSeconds(61);
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const explain = { "maintenance-explain": "true" };
const list = "{ maintenanceWindows(first: 2) { totalCount nodes { ... on ScheduledWindow { id } } } }";
const create =
  'mutation { createDatadogMaintenanceWindow(input: { name: "Release", query: "service:a", startsAt: "2026-11-23T10:00:00Z", endsAt: "2026-11-23T12:00:00Z" }) { ... on DatadogMaintenanceWindowChanged { outcome } ... on MaintenanceError { code } } }';

interface Explanation {
  readonly limits: readonly { readonly limit: string; readonly value: number; readonly maximum: number }[];
  readonly upstreamCalls: readonly { readonly source: string; readonly operation: string }[];
}

async function post(query: string, more: Record<string, string> = {}, { address } = gateway) {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers, ...more },
    body: JSON.stringify({ query }),
  });
  return answerOf(response);
}

async function get(query: string, more: Record<string, string> = {}) {
  const url = `${gateway.address}/graphql?${new URLSearchParams({ query })}`;
  return answerOf(await fetch(url, { headers: { "apollo-require-preflight": "true", ...headers, ...more } }));
}

async function answerOf(response: Response) {
  const text = await response.text();
  const { data, errors, extensions } = JSON.parse(text);
  const explanation: Explanation | undefined = extensions?.explanation;
  return { response, text, data, errors, extensions, explanation };
}

const calls = (source: string, operation: string, count: number) => ({
  source,
  operation,
  count,
  slowestMs: expect.any(Number),
});

test("a query shows its size, and its attempts by source and operation", async () => {
  const { response, data, extensions } = await post(list, explain);
  const sent = { ...(await gateway.flink.counts()), ...(await gateway.datadog.counts()) };
  expect(data.maintenanceWindows.nodes).toHaveLength(2);
  expect(extensions).toEqual({
    explanation: {
      limits: [
        { limit: "depth", value: 3, maximum: 12 },
        { limit: "aliases", value: 0, maximum: 30 },
        { limit: "rootFields", value: 1, maximum: 20 },
        { limit: "entities", value: 0, maximum: 500 },
        { limit: "cost", value: expect.any(Number), maximum: 5000 },
      ],
      upstreamCalls: expect.any(Array),
    },
  });
  const shown = extensions.explanation.upstreamCalls as ReturnType<typeof calls>[];
  const total = (operation: string) =>
    shown.filter((each) => each.operation === operation).reduce((sum, { count }) => sum + count, 0);
  const operations = [...new Set(shown.map(({ operation }) => operation))];
  expect(Object.fromEntries(operations.map((operation) => [operation, total(operation)]))).toEqual(sent);
  expect(shown).toContainEqual(calls("aws-eu-central-1", "ListApplications", 1));
  expect(shown).toContainEqual(calls("datadog", "ListMaintenanceWindows", sent.ListMaintenanceWindows ?? 0));
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("a query whose sources are cached has made no attempt", async () => {
  await post(list);
  expect((await post(list, explain)).explanation?.upstreamCalls).toEqual([]);
});

test.each([{}, { "maintenance-explain": "false" }, { "maintenance-explain": "" }])(
  "with %o, a response has no explanation",
  async (more) => {
    const { response, extensions } = await post(list, more);
    expect(extensions).toBeUndefined();
    expect(response.headers.get("cache-control")).toBe("max-age=60, private");
  },
);

describe.each([
  ["POST", post],
  ["GET", get],
] as const)("the response cache, %s", (_method, send) => {
  test("keeps no explained response, and sends none instead of one", async () => {
    const query = `query ${_method} ${list}`;
    for (let request = 0; request < 3; request++)
      expect((await send(query, explain)).explanation).toBeDefined();
    const plain = await send(query);
    expect(plain.explanation).toBeUndefined();
    for (let request = 0; request < 3; request++) await send(query);
    const explained = await send(query, explain);
    expect(explained.explanation?.upstreamCalls).toEqual([]);
    expect(explained.data).toEqual(plain.data);
    expect(explained.response.headers.get("cache-control")).toBe("no-store");
    const again = await send(query);
    expect(again.text).toBe(plain.text);
    for (const name of ["etag", "cache-control"])
      expect(again.response.headers.get(name)).toBe(plain.response.headers.get(name));
  });
});

test("GET explains a response that the client already has without explanation", async () => {
  const { response } = await get(list);
  const known = { "if-none-match": response.headers.get("etag") ?? "" };
  expect(known["if-none-match"]).not.toBe("");
  expect((await get(list, { ...known, ...explain })).explanation).toBeDefined();
});

test("a read that two operations share counts for the one that began it", async () => {
  const both = await Promise.all([post(list, explain), post(`query Second ${list}`, explain)]);
  const all = both.flatMap(({ explanation }) => explanation?.upstreamCalls ?? []);
  expect(all.filter(({ source }) => source === "datadog")).toEqual([
    calls("datadog", "ListMaintenanceWindows", 1),
  ]);
  expect((await gateway.datadog.counts()).ListMaintenanceWindows).toBe(1);
});

/** The list has the windows that exist before the change, by which a lost response is recovered. */
const callsOfCreation = [
  calls("datadog", "ListMaintenanceWindows", 1),
  calls("datadog", "CreateMaintenanceWindow", 1),
];

test("a mutation shows its write", async () => {
  const { data, explanation } = await post(create, explain);
  expect(data.createDatadogMaintenanceWindow.outcome).toBe("CREATED");
  expect(explanation?.upstreamCalls).toEqual(callsOfCreation);
});

test("a mutation that fails shows its write", async () => {
  await gateway.datadog.fault("CreateMaintenanceWindow", { status: 403 });
  const { data, explanation } = await post(create, explain);
  expect(data.createDatadogMaintenanceWindow.code).toBe("PERMISSION_DENIED");
  expect(explanation?.upstreamCalls).toEqual(callsOfCreation);
});

test("a response with errors is explained", async () => {
  const query = '{ maintenanceWindows(filter: { sources: ["no"] }) { totalCount } }';
  const { errors, explanation } = await post(query, explain);
  expect(errors).toHaveLength(1);
  expect(explanation).toMatchObject({ limits: { length: 5 }, upstreamCalls: [] });
});

test("an operation that is too large shows all sizes", async () => {
  const query = `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ")} }`;
  const { response, errors, explanation } = await post(query, explain);
  const [depth, aliases, rootFields] = explanation?.limits ?? [];
  expect([response.status, errors[0].extensions.limits]).toEqual([200, [aliases, rootFields]]);
  expect([depth?.value, aliases?.value, rootFields?.value]).toEqual([1, 31, 31]);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test.each([
  ["cannot be parsed", "{"],
  ["does not match the schema", "{ none }"],
  ["lacks a variable", "query ($id: ID!) { maintenanceWindow(id: $id) { __typename } }"],
])("the size of a document that %s is unknown", async (_name, query) => {
  const { errors, explanation } = await post(query, explain);
  expect(errors).toHaveLength(1);
  expect(explanation).toEqual({ limits: null, upstreamCalls: [] });
});

test("a caller sees no source that it cannot read", async () => {
  const token = await issuer.token({ scope: "maintenance:read:datadog" }, clock.now());
  const { explanation } = await post(list, { ...explain, ...bearer(token) });
  expect([...new Set(explanation?.upstreamCalls.map(({ source }) => source))]).toEqual(["datadog"]);
});

test("a page of an allowed origin can send the header", async () => {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,maintenance-explain",
    },
  });
  expect(response.headers.get("access-control-allow-headers")).toContain("maintenance-explain");
});

test("in production, the header has no effect", async () => {
  const production = await startTestGateway({
    ...issuer.environment,
    ...cached,
    NODE_ENV: "production",
    SHUTDOWN_DELAY_MS: "0",
    METRICS_PORT: "0",
  });
  try {
    const token = bearer(await issuer.token({}, new Date("2026-11-22T12:00:00Z")));
    for (let request = 0; request < 3; request++) {
      const { response, extensions } = await post(list, { ...token, ...explain }, production);
      expect(extensions).toBeUndefined();
      expect(response.headers.get("cache-control")).toMatch(/^max-age=\d+, private$/);
    }
    const metrics = await (await fetch(`${production.metricsAddress}/metrics`)).text();
    expect(metrics).toContain("maintenance_gateway_reused_responses_total 1");
  } finally {
    await production.stop();
  }
});

import { createHash } from "node:crypto";
import { createClient } from "graphql-sse";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStream, subscribe } from "../../support/event-stream.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { mutate } from "../../support/mutations.js";

const verdicts = "subscription Verdicts { maintenanceNow { verdict } }";
/** A position of no log, so that the first event shows when the stream has begun. */
const changes = `subscription Changes {
  maintenanceWindowChanged(filter: { types: [UPDATED] }, after: "none") {
    type
    ... on MaintenanceWindowEvent { window { title } }
  }
}`;
const inMaintenance = { event: "next", data: { data: { maintenanceNow: { verdict: "IN_MAINTENANCE" } } } };
const restarted = { event: "next", data: { data: { maintenanceWindowChanged: { type: "RESTARTED" } } } };
const complete = { event: "complete", data: null };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    INVENTORY_MAX_AGE_SECONDS: "3600",
    METRICS_PORT: "0",
    CORS_ORIGINS: "https://app.example",
  });
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const move = (startTime: string) => mutate(gateway, "updateFlinkMaintenanceWindow", { id: arn, startTime });

const ended = () => gateway.logs.filter(({ msg }) => msg === "stream ended");

test("a subscription sends its first answer at once, as server-sent events", async () => {
  const stream = await subscribe(gateway.address, { query: verdicts });
  expect(stream.response.status).toBe(200);
  expect(Object.fromEntries(stream.response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "x-request-id": expect.any(String),
  });
  expect(await stream.next()).toEqual(inMaintenance);
  stream.leave();
});

test("a write is an event of the streams that follow it", async () => {
  const stream = await subscribe(gateway.address, { query: changes });
  expect(await stream.next()).toEqual(restarted);
  await move("22:30");
  expect(await stream.next()).toEqual({
    event: "next",
    data: { data: { maintenanceWindowChanged: { type: "UPDATED", window: { title: "orders-enrichment" } } } },
  });
  stream.leave();
});

test("a client that leaves ends its stream, which is logged", async () => {
  const before = ended().length;
  const stream = await subscribe(
    gateway.address,
    { query: verdicts },
    { "apollographql-client-name": "page" },
  );
  await stream.next();
  stream.leave();
  await expect
    .poll(() => ended().slice(before))
    .toEqual([
      expect.objectContaining({
        operationName: "Verdicts",
        transport: "SSE",
        reason: "CLIENT_GONE",
        events: 1,
        viewer: null,
        clientName: "page",
        durationMs: expect.any(Number),
      }),
    ]);
});

const search = (members: Record<string, string>) =>
  `${gateway.address}/graphql?${new URLSearchParams(members)}`;

test("a page of a listed origin, or of the same one, can open a stream by GET without headers of its own", async () => {
  for (const headers of [
    { origin: "https://app.example", "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-origin" },
  ]) {
    const stream = await openStream(search({ query: verdicts }), {
      headers: { accept: "text/event-stream", ...headers },
    });
    expect(await stream.next()).toEqual(inMaintenance);
    const { origin = null } = headers;
    expect(stream.response.headers.get("access-control-allow-origin")).toBe(origin);
    stream.leave();
  }
});

test.each([
  ["of another origin", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["that sends no origin", { "sec-fetch-site": "cross-site" }],
  ["of the same site, but another origin", { "sec-fetch-site": "same-site" }],
  ["whose browser sends nothing about it", {}],
])("a page %s cannot open a stream", async (_name, headers) => {
  const before = ended().length;
  const { response } = await openStream(search({ query: verdicts }), {
    headers: { accept: "text/event-stream", ...(headers as Record<string, string>) },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  expect(ended().length).toBe(before);
});

test("a mutation by GET is refused, even if the client accepts a stream", async () => {
  const response = await fetch(search({ query: "mutation { __typename }" }), {
    headers: { accept: "text/event-stream", "apollo-require-preflight": "true" },
  });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
});

/** Hive Gateway accepts all of them for every operation. */
const several = "application/graphql-response+json, application/json, multipart/mixed, text/event-stream";

test("a client that also accepts JSON gets a stream for a subscription only", async () => {
  const stream = await subscribe(gateway.address, { query: verdicts }, { accept: several });
  expect(await stream.next()).toEqual(inMaintenance);
  stream.leave();
  const query = await subscribe(
    gateway.address,
    { query: "{ maintenanceNow { verdict } }" },
    { accept: several },
  );
  expect(query.response.headers.get("content-type")).toBe("application/graphql-response+json; charset=utf-8");
  expect(await query.response.json()).toEqual({ data: { maintenanceNow: { verdict: "IN_MAINTENANCE" } } });
});

test("a client that accepts only a stream gets 406 for a query", async () => {
  const { response } = await subscribe(gateway.address, { query: "{ maintenanceNow { verdict } }" });
  expect(response.status).toBe(406);
});

test.each([
  ["an invalid document", { query: "subscription { nothing }" }, "GRAPHQL_VALIDATION_FAILED"],
  ["a syntax error", { query: "subscription {" }, "GRAPHQL_PARSE_FAILED"],
  [
    "an invalid variable",
    { query: verdictsFor("$maxAge: Duration!", "maxAge: $maxAge"), variables: { maxAge: "x" } },
    "BAD_USER_INPUT",
  ],
  [
    "a value that the gateway rejects",
    { query: 'subscription { maintenanceNow(lasting: "P32D") { verdict } }' },
    "INVALID_ARGUMENT",
  ],
  [
    "two fields",
    { query: "subscription { maintenanceNow { verdict } maintenanceWindowChanged { type } }" },
    "GRAPHQL_VALIDATION_FAILED",
  ],
])("%s is one result with errors", async (_name, members, code) => {
  const stream = await subscribe(gateway.address, members);
  expect(await stream.rest()).toEqual([
    {
      event: "next",
      data: { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })] },
    },
    complete,
  ]);
});

function verdictsFor(variables: string, argumentsText: string): string {
  return `subscription (${variables}) { maintenanceNow(${argumentsText}) { verdict } }`;
}

test("the reference client receives the results and the end", async () => {
  const client = createClient({ url: `${gateway.address}/graphql`, retryAttempts: 0 });
  const results = client.iterate({ query: verdicts });
  expect((await results.next()).value).toEqual(inMaintenance.data);
  await results.return?.(undefined);
  const failed = client.iterate({ query: "subscription { nothing }" });
  const { value } = await failed.next();
  expect(value?.errors?.[0]?.extensions).toMatchObject({ code: "GRAPHQL_VALIDATION_FAILED" });
  expect(await failed.next()).toEqual({ done: true, value: undefined });
});

test.each([
  ["a constant condition", "subscription { maintenanceNow @skip(if: true) { verdict } }"],
  ["a variable", "subscription ($is: Boolean!) { maintenanceNow @include(if: $is) { verdict } }"],
  [
    "a fragment",
    "subscription ($is: Boolean!) { ...F } fragment F on Subscription { ...F ... @skip(if: $is) { maintenanceNow { verdict } } }",
  ],
])("a subscription whose field has %s is invalid", async (_name, query) => {
  const stream = await subscribe(gateway.address, { query, variables: { is: true } });
  expect(await stream.rest()).toEqual([
    {
      event: "next",
      data: {
        errors: [
          expect.objectContaining({
            message: expect.stringContaining("must not have @skip or @include"),
            extensions: expect.objectContaining({ code: "GRAPHQL_VALIDATION_FAILED" }),
          }),
        ],
      },
    },
    complete,
  ]);
});

test("a subscription can be sent by the id of a registered operation", async () => {
  const persistedQuery = { version: 1, sha256Hash: createHash("sha256").update(verdicts).digest("hex") };
  const registered = await subscribe(gateway.address, { query: verdicts, extensions: { persistedQuery } });
  expect(await registered.next()).toEqual(inMaintenance);
  registered.leave();
  const stream = await subscribe(gateway.address, { extensions: { persistedQuery } });
  expect(await stream.next()).toEqual(inMaintenance);
  stream.leave();
});

test("an unknown operation id gets an HTTP status", async () => {
  const { response } = await subscribe(gateway.address, { id: "unknown" });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
  });
});

test("the metrics count streams and events", async () => {
  const series = async () => {
    const text = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
    const value = (name: string) => Number(text.split(`${name} `)[1]?.split("\n")[0] ?? 0);
    return {
      open: value('maintenance_gateway_open_streams{transport="SSE"}'),
      events: value('maintenance_gateway_streamed_events_total{transport="SSE"}'),
      left: value('maintenance_gateway_streams_ended_total{transport="SSE",reason="CLIENT_GONE"}'),
    };
  };
  await expect.poll(series).toMatchObject({ open: 0 });
  const { events, left } = await series();
  const stream = await subscribe(gateway.address, { query: verdicts });
  await stream.next();
  await expect.poll(series).toEqual({ open: 1, events: events + 1, left });
  stream.leave();
  await expect.poll(series).toEqual({ open: 0, events: events + 1, left: left + 1 });
});

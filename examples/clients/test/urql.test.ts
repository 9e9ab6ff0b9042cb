import assert from "node:assert/strict";
import { after, before, beforeEach, mock, test } from "node:test";
import { Client, fetchExchange, gql } from "@urql/core";
import type { WindowFieldsFragment, WindowsQueryVariables } from "../generated/graphql.ts";
import {
  CreateWindowDocument,
  MaintenanceNowDocument,
  MoveFlinkWindowDocument,
  PreviewFlinkMoveDocument,
  WindowsDocument,
} from "../generated/graphql.ts";
import introspection from "../generated/introspection.json" with { type: "json" };
import { failureOf } from "../src/results.ts";
import { createUrqlCache, createUrqlClient, pollVerdict, pollWindows, windowsIn } from "../src/urql.ts";
import type { Gateway } from "./gateway.ts";
import { running, startGateway, updating } from "./gateway.ts";
import { until } from "./until.ts";

type FlinkWindow = Extract<WindowFieldsFragment, { __typename: "FlinkMaintenanceWindow" }>;

let gateway: Gateway;
const warnings = mock.method(console, "warn", () => {});
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(() => gateway.reset());

function flinkWindowIn(windows: readonly WindowFieldsFragment[], title: string): FlinkWindow {
  const found = windows.find((window) => window.title === title);
  assert.ok(found?.__typename === "FlinkMaintenanceWindow");
  return found;
}

/** Collects every value of a list. */
async function watch(client: Client, variables: WindowsQueryVariables = {}) {
  const seen: (readonly WindowFieldsFragment[])[] = [];
  const { unsubscribe } = client.query(WindowsDocument, variables).subscribe(({ data, error }) => {
    assert.equal(error, undefined);
    if (data) seen.push(windowsIn(data));
  });
  await until(() => seen.length > 0);
  gateway.takeExchanged();
  return { seen, flinkWindow: (title: string) => flinkWindowIn(seen.at(-1) ?? [], title), stop: unsubscribe };
}

const newClient = (options: object = {}) =>
  createUrqlClient({ url: gateway.url, fetch: gateway.fetch, ...options });
const startTimes = (seen: readonly (readonly WindowFieldsFragment[])[], title: string) =>
  seen.map((windows) => flinkWindowIn(windows, title).startTime);

test("a change updates every list at once, before it is refetched", async () => {
  const client = newClient();
  const { seen, flinkWindow, stop } = await watch(client);
  const { id, revision } = flinkWindow(running);
  const input = { id, startTime: "22:30", ifRevision: revision };
  const { data } = await client.mutation(MoveFlinkWindowDocument, { input });
  assert.equal(data?.updateFlinkMaintenanceWindow.__typename, "FlinkMaintenanceWindowChanged");
  assert.equal(gateway.takeExchanged().length, 1);
  assert.deepEqual([...new Set(startTimes(seen, running))], ["06:00", "22:30"]);
  assert.notEqual(flinkWindow(running).revision, revision);
  assert.equal(flinkWindow(running).endTime, "06:30");
  stop();
});

test("a rejected change is shown and then reverted", async () => {
  const client = newClient();
  const { seen, flinkWindow, stop } = await watch(client);
  const { id } = flinkWindow(updating);
  const { data } = await client.mutation(MoveFlinkWindowDocument, { input: { id, startTime: "22:30" } });
  const result = data?.updateFlinkMaintenanceWindow;
  assert.ok(result?.__typename === "ConflictError");
  assert.equal(failureOf(result)?.code, "FAILED_PRECONDITION");
  assert.deepEqual(startTimes(seen, updating), ["06:00", "22:30", "06:00"]);
  stop();
});

test("a preview does not change the lists", async () => {
  const client = newClient();
  const { seen, flinkWindow, stop } = await watch(client);
  const { id } = flinkWindow(running);
  const { data } = await client.mutation(
    PreviewFlinkMoveDocument,
    { id, startTime: "22:30" },
    { isPreview: true },
  );
  const result = data?.updateFlinkMaintenanceWindow;
  assert.ok(result?.__typename === "FlinkMaintenanceWindowChanged");
  assert.equal(result.window.endTime, "06:30");
  assert.deepEqual([...new Set(startTimes(seen, running))], ["06:00"]);
  stop();
});

test("a new window makes the client refetch the lists", async () => {
  const client = newClient();
  const { seen, stop } = await watch(client);
  await client.mutation(CreateWindowDocument, {
    input: {
      name: "Search reindex",
      query: "service:search",
      startsAt: new Date().toISOString(),
      duration: "PT1H",
    },
  });
  await until(() => seen.at(-1)?.some(({ title }) => title === "Search reindex") ?? false);
  assert.equal(gateway.takeExchanged().length, 2);
  stop();
});

test("each page is a list of its own", async () => {
  const client = newClient();
  const pageAfter = async (after: string | null) =>
    (await client.query(WindowsDocument, { first: 4, after })).data?.maintenanceWindows;
  const first = await pageAfter(null);
  const second = await pageAfter(first?.pageInfo.endCursor ?? null);
  assert.equal((await pageAfter(null))?.edges.length, 4);
  assert.equal(new Set([first, second].flatMap((page) => page?.edges.map(({ node }) => node.id))).size, 8);
});

/** Selects a change by its interface only. */
const createByInterface = gql`
  mutation ($input: CreateDatadogMaintenanceWindowInput!) {
    createDatadogMaintenanceWindow(input: $input) {
      __typename
      ... on MaintenanceWindowChange { outcome window { id title } warnings { code } }
      ... on MaintenanceError { code message retryable }
    }
  }
`;

test("types added after the client was built match by their interface", async () => {
  const older = (type: string) => {
    const types = introspection.__schema.types.filter(({ name }) => name !== type);
    return newClient({ cache: createUrqlCache({ __schema: { ...introspection.__schema, types } }) });
  };
  const now = await older("DatadogMaintenanceWindow").query(MaintenanceNowDocument, {});
  assert.ok(now.data?.maintenanceNow.windows.some(({ title }) => title === "Orders database upgrade"));

  const input = {
    name: "Reindex",
    query: "service:search",
    startsAt: "2030-01-01T10:00:00Z",
    duration: "PT1H",
  };
  const made = await older("DatadogMaintenanceWindowChanged").mutation(createByInterface, { input });
  const change = made.data?.createDatadogMaintenanceWindow;
  assert.deepEqual([change?.outcome, change?.window.title], ["CREATED", "Reindex"]);

  const client = older("AccessError");
  await gateway.breaks("datadog", { status: 403 });
  const { data } = await client.query(WindowsDocument, {});
  const failed = data?.maintenanceWindows.sources.find(({ state }) => state === "FAILED");
  assert.equal(failed?.error?.code, "PERMISSION_DENIED");
  const written = await client.mutation(CreateWindowDocument, { input });
  const result = written.data?.createDatadogMaintenanceWindow;
  assert.equal(result && failureOf(result)?.code, "PERMISSION_DENIED");
  // Graphcache warns because this schema lacks a type that a document names.
  warnings.mock.resetCalls();
});

test("the gateway accepts GET only with a header that triggers a preflight", async () => {
  const statuses = async (client: Client) => {
    gateway.takeExchanged();
    await client.query(MaintenanceNowDocument, {});
    return gateway.takeExchanged().map(({ method, status }) => `${method} ${status}`);
  };
  assert.deepEqual(await statuses(newClient()), ["POST 200"]);
  assert.deepEqual(await statuses(newClient({ byGet: true })), ["GET 200"]);
  // urql's default, which the gateway rejects.
  const { url, fetch } = gateway;
  const plain = new Client({ url, fetch, exchanges: [fetchExchange] });
  assert.deepEqual(await statuses(plain), ["GET 400"]);
});

test("a cached verdict belongs to its arguments", async () => {
  const client = newClient();
  const read = async (variables: object) =>
    (await client.query(MaintenanceNowDocument, variables, { requestPolicy: "cache-only" })).data ?? null;
  const inDatadog = { filter: { providers: ["DATADOG" as const] } };
  await client.query(MaintenanceNowDocument, inDatadog);
  assert.equal((await read(inDatadog))?.maintenanceNow.verdict, "IN_MAINTENANCE");
  for (const other of [{}, { filter: { search: "reindex" } }, { ...inDatadog, lasting: "PT1H" }])
    assert.equal(await read(other), null);
});

test("polling shows each new verdict, and UNKNOWN if a source fails", async () => {
  const stopping = new AbortController();
  const shown: (string | null)[] = [];
  const polling = pollVerdict(
    newClient(),
    { filter: { providers: ["DATADOG"], search: "orders" } },
    {
      show: (verdict) => shown.push(verdict?.verdict ?? null),
      limits: { leastMs: 20, greatestMs: 20, maxAgeMs: 10_000 },
      signal: stopping.signal,
    },
  );
  await until(() => shown.at(-1) === "IN_MAINTENANCE");
  await gateway.breaks("datadog", { status: 503 });
  await until(() => shown.at(-1) === "UNKNOWN");
  stopping.abort();
  await polling;
  assert.deepEqual([...new Set(shown)], [null, "IN_MAINTENANCE", "UNKNOWN"]);
});

test("polling refetches a list when one of its windows starts", async () => {
  const startsAt = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000);
  const input = {
    name: "Reindex",
    query: "service:search",
    startsAt: startsAt.toISOString(),
    duration: "PT1H",
  };
  const client = newClient();
  await client.mutation(CreateWindowDocument, { input });
  const filter = { search: "Reindex" };
  const { seen, stop } = await watch(client, { filter });
  assert.equal(seen.at(-1)?.[0]?.status, "SCHEDULED");
  const stopping = new AbortController();
  const polling = pollWindows(client, { filter }, { leastMs: 100, greatestMs: 60_000 }, stopping.signal);
  await until(() => seen.at(-1)?.[0]?.status === "ACTIVE");
  assert.ok(Date.now() >= startsAt.getTime());
  // One request at the start, one when the window starts, and one more if the timer fires a millisecond early.
  assert.ok(gateway.takeExchanged().length <= 3);
  stopping.abort();
  await polling;
  stop();
});

test("Graphcache logs no other warnings", () => {
  assert.deepEqual(
    warnings.mock.calls.map((call) => call.arguments),
    [],
  );
});

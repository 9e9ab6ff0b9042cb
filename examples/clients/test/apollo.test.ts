import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { gql } from "@apollo/client";
import type { WindowFieldsFragment } from "../generated/graphql.ts";
import { MaintenanceNowDocument, WindowsDocument } from "../generated/graphql.ts";
import generated from "../generated/possibleTypes.json" with { type: "json" };
import {
  createApolloCache,
  createApolloClient,
  createWindow,
  moveFlinkWindow,
  pollVerdict,
  pollWindows,
  previewFlinkMove,
  windowsIn,
} from "../src/apollo.ts";
import { failureOf, messagesAt } from "../src/results.ts";
import type { Gateway } from "./gateway.ts";
import { running, startGateway, updating } from "./gateway.ts";
import { createNetwork } from "./network.ts";
import { until } from "./until.ts";
import { watchList } from "./watched-list.ts";

type FlinkWindow = Extract<WindowFieldsFragment, { __typename: "FlinkMaintenanceWindow" }>;

let gateway: Gateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(() => gateway.reset());

/** Creates a client that collects every value of a list. */
async function watch(variables: object = {}) {
  const client = createApolloClient({ uri: gateway.url, fetch: gateway.fetch });
  const watched = await watchList(client, variables);
  gateway.takeExchanged();
  const flinkWindow = (title: string) => flinkWindowIn(watched.seen.at(-1) ?? [], title);
  return { client, ...watched, flinkWindow };
}

function flinkWindowIn(windows: readonly WindowFieldsFragment[], title: string): FlinkWindow {
  const found = windows.find((window) => window.title === title);
  assert.ok(found?.__typename === "FlinkMaintenanceWindow");
  return found;
}

const startTimes = (seen: readonly (readonly WindowFieldsFragment[])[], title: string) =>
  seen.map((windows) => flinkWindowIn(windows, title).startTime);

/** Leaves out repeated values. */
const changesOf = (values: readonly string[]) => values.filter((value, index) => value !== values[index - 1]);

test("a change updates every list at once, before it is refetched", async () => {
  const { client, seen, flinkWindow, stop } = await watch();
  const result = await moveFlinkWindow(client, flinkWindow(running), "22:30");
  assert.equal(result?.__typename, "FlinkMaintenanceWindowChanged");
  assert.equal(gateway.takeExchanged().length, 1);
  assert.deepEqual([...new Set(startTimes(seen, running))], ["06:00", "22:30"]);
  assert.equal(flinkWindow(running).endTime, "06:30");
  assert.ok(flinkWindow(running).nextOccurrence?.startsAt.includes("T22:30"));
  assert.notEqual(flinkWindow(running).revision, seen[0] && flinkWindowIn(seen[0], running).revision);
  stop();
});

test("a rejected change is shown and then reverted", async () => {
  const { client, seen, flinkWindow, stop } = await watch();
  const result = await moveFlinkWindow(client, flinkWindow(updating), "22:30");
  assert.ok(result?.__typename === "ConflictError");
  assert.equal(result.reason, "RESOURCE_IN_USE");
  assert.equal(failureOf(result)?.code, "FAILED_PRECONDITION");
  assert.deepEqual(changesOf(startTimes(seen, updating)), ["06:00", "22:30", "06:00"]);
  stop();
});

test("a conflict updates the lists with the current window", async () => {
  const { client, flinkWindow, stop } = await watch();
  const seen = flinkWindow(running);
  await moveFlinkWindow(createApolloClient({ uri: gateway.url }), seen, "01:00");
  const result = await moveFlinkWindow(client, seen, "22:30");
  assert.equal(result?.__typename === "ConflictError" && result.reason, "STALE_REVISION");
  assert.equal(flinkWindow(running).startTime, "01:00");
  stop();
});

test("a preview does not change the lists", async () => {
  const { client, seen, stop } = await watch();
  const { id } = flinkWindowIn(seen[0] ?? [], running);
  const result = await previewFlinkMove(client, id, "22:30");
  assert.ok(result?.__typename === "FlinkMaintenanceWindowChanged");
  assert.equal(result.window.endTime, "06:30");
  assert.deepEqual(startTimes(seen, running), ["06:00"]);
  await client.query({ query: WindowsDocument });
  assert.equal(gateway.takeExchanged().length, 1);
  stop();
});

test("a mutation that overtakes a query repeats it, by id too, and a preview does not", async () => {
  const network = createNetwork((input, init) => gateway.fetch(input as string, init));
  const client = createApolloClient({ uri: gateway.url, fetch: network.fetch, byId: true });
  const ask = () => client.query({ query: WindowsDocument, fetchPolicy: "network-only" });
  const { data } = await ask();
  assert.ok(data);
  const window = flinkWindowIn(windowsIn(data), running);
  gateway.takeExchanged();
  await network.hold(ask, () => previewFlinkMove(client, window.id, "22:30"));
  assert.equal(gateway.takeExchanged().length, 2);
  await network.hold(ask, () => moveFlinkWindow(client, window, "22:30"));
  assert.equal(gateway.takeExchanged().length, 3);
});

test("`previous` with an id overwrites the window in the cache", async () => {
  const { client, flinkWindow, stop } = await watch();
  const mutation = gql`
    mutation ($input: UpdateFlinkMaintenanceWindowInput!) {
      updateFlinkMaintenanceWindow(input: $input) {
        ... on FlinkMaintenanceWindowChanged {
          window { id startTime }
          previous { id startTime }
        }
      }
    }
  `;
  await client.mutate({
    mutation,
    variables: { input: { id: flinkWindow(running).id, startTime: "22:30" } },
  });
  assert.equal(flinkWindow(running).startTime, "06:00");
  stop();
});

test("with `errorPolicy: all`, null for a failure stays in the cache without its error", async () => {
  const query = gql`query ($id: ID!) { maintenanceWindow(id: $id) { ... on ScheduledWindow { id title } } }`;
  const variables = { id: "datadog:datadog:00000000-0000-4000-8000-000000000002" };
  const askTwice = async (errorPolicy: "all" | "none") => {
    const client = createApolloClient({ uri: gateway.url });
    const ask = () => client.query({ query, variables, errorPolicy }).catch((error) => ({ error }));
    await gateway.breaks("datadog", { status: 503 });
    const { error } = await ask();
    assert.ok(error);
    await gateway.mends("datadog");
    return ask();
  };
  assert.deepEqual(await askTwice("all"), { data: { maintenanceWindow: null } });
  const { data } = (await askTwice("none")) as { data: { maintenanceWindow: { title: string } } };
  assert.equal(data.maintenanceWindow.title, "Orders database upgrade");
});

test("a new window makes the client refetch the lists", async () => {
  const { client, seen, stop } = await watch();
  const now = Date.now();
  const result = await createWindow(client, {
    name: "Search reindex",
    query: "service:search",
    startsAt: new Date(now).toISOString(),
    duration: "PT1H",
  });
  assert.equal(result?.__typename, "DatadogMaintenanceWindowChanged");
  await client.query({ query: WindowsDocument });
  assert.equal(gateway.takeExchanged().length, 2);
  assert.ok(seen.at(-1)?.some(({ title }) => title === "Search reindex"));
  stop();
});

test("violations are available for each field of a form", async () => {
  const { client, stop } = await watch();
  const result = await createWindow(client, {
    name: " ",
    query: "service:search",
    startsAt: "2030-01-01T10:00:00Z",
    endsAt: "2030-01-01T09:00:00Z",
  });
  assert.ok(result?.__typename === "ValidationError");
  assert.deepEqual(messagesAt(result.violations, ["input", "endsAt"]).length, 1);
  assert.deepEqual(messagesAt(result.violations, ["input", "query"]), []);
  stop();
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
  const without = (type: string) => (types: readonly string[]) => types.filter((name) => name !== type);
  const older = (type: string) => {
    const entries = Object.entries(generated.possibleTypes).map(([name, types]) => [
      name,
      without(type)(types),
    ]);
    const cache = createApolloCache({ possibleTypes: Object.fromEntries(entries) });
    return createApolloClient({ uri: gateway.url, cache });
  };
  const now = await older("DatadogMaintenanceWindow").query({ query: MaintenanceNowDocument });
  assert.ok(now.data?.maintenanceNow.windows.some(({ title }) => title === "Orders database upgrade"));

  const input = {
    name: "Reindex",
    query: "service:search",
    startsAt: "2030-01-01T10:00:00Z",
    duration: "PT1H",
  };
  const made = await older("DatadogMaintenanceWindowChanged").mutate<{
    createDatadogMaintenanceWindow: { outcome: string; window: { title: string } };
  }>({ mutation: createByInterface, variables: { input } });
  const change = made.data?.createDatadogMaintenanceWindow;
  assert.deepEqual([change?.outcome, change?.window.title], ["CREATED", "Reindex"]);

  const client = older("AccessError");
  await gateway.breaks("datadog", { status: 403 });
  const { data } = await client.query({ query: WindowsDocument });
  const failed = data?.maintenanceWindows.sources.find(({ state }) => state === "FAILED");
  assert.equal(failed?.error?.code, "PERMISSION_DENIED");
  const result = await createWindow(client, input);
  assert.equal(result && failureOf(result)?.code, "PERMISSION_DENIED");
});

test("a cached verdict belongs to its arguments, and its parts to one answer", async () => {
  const client = createApolloClient({ uri: gateway.url, fetch: gateway.fetch });
  const read = (variables: object) => client.readQuery({ query: MaintenanceNowDocument, variables });
  const inDatadog = { filter: { providers: ["DATADOG" as const] } };
  await client.query({ query: MaintenanceNowDocument, variables: inDatadog });
  assert.equal(read(inDatadog)?.maintenanceNow.verdict, "IN_MAINTENANCE");
  for (const other of [{}, { filter: { search: "reindex" } }, { ...inDatadog, lasting: "PT1H" }])
    assert.equal(read(other), null);

  await gateway.breaks("datadog", { status: 503 });
  const query = gql`query ($filter: MaintenanceWindowSelection) { maintenanceNow(filter: $filter) { verdict } }`;
  await client.query({ query, variables: inDatadog, fetchPolicy: "network-only" });
  assert.equal(
    client.readQuery<{ maintenanceNow: { verdict: string } }>({ query, variables: inDatadog })?.maintenanceNow
      .verdict,
    "UNKNOWN",
  );
  // The first answer keeps its own verdict, whose reasons it has.
  assert.equal(read(inDatadog)?.maintenanceNow.verdict, "IN_MAINTENANCE");
});

test("polling shows each new verdict, and UNKNOWN if a source fails", async () => {
  const client = createApolloClient({ uri: gateway.url, fetch: gateway.fetch });
  const stopping = new AbortController();
  const shown: (string | null)[] = [];
  const polling = pollVerdict(
    client,
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
    name: "Search reindex",
    query: "service:search",
    startsAt: startsAt.toISOString(),
    duration: "PT1H",
  };
  await createWindow(createApolloClient({ uri: gateway.url }), input);
  const filter = { search: "Search reindex" };
  const { client, seen, stop } = await watch({ filter });
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

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { ObservableQuery } from "@apollo/client";
import type { WindowsQuery, WindowsQueryVariables } from "../generated/graphql.ts";
import { WindowsDocument } from "../generated/graphql.ts";
import { createApolloClient, createWindow, loadMore, windowsIn, withPage } from "../src/apollo.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import { createNetwork } from "./network.ts";
import { until } from "./until.ts";
import { watchList } from "./watched-list.ts";

let gateway: Gateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(() => gateway.reset());

const windowsPage = (list: ObservableQuery<WindowsQuery, WindowsQueryVariables>) =>
  (list.getCurrentResult().data as WindowsQuery).maintenanceWindows;

test("pages are merged into one list", async () => {
  const { list, seen, stop } = await watchList(createApolloClient({ uri: gateway.url }), { first: 4 });
  await loadMore(list, windowsPage(list).pageInfo.endCursor ?? "");
  await until(() => seen.at(-1)?.length === 8);
  assert.equal(new Set(seen.at(-1)?.map(({ id }) => id)).size, 8);
  stop();
});

test("a page is dropped if its list starts again meanwhile, so that no window is missing in between", async () => {
  const network = createNetwork();
  const client = createApolloClient({ uri: gateway.url, fetch: network.fetch });
  const { list, seen, stop } = await watchList(client, { first: 4 });
  const elsewhere = createApolloClient({ uri: gateway.url });
  const early = (name: string) => ({
    name,
    query: "service:search",
    startsAt: "2020-01-01T00:00:00Z",
    duration: "P3650D",
  });
  const changes = {
    poll: async () => {
      await createWindow(elsewhere, early("First"));
      await client.query({ query: WindowsDocument, variables: { first: 4 }, fetchPolicy: "network-only" });
    },
    mutation: () => createWindow(client, early("Second")),
  };
  for (const change of Object.values(changes)) {
    const end = windowsPage(list).pageInfo.endCursor ?? "";
    await network.hold(() => loadMore(list, end), change);
    await network.settle();
    const { data } = await elsewhere.query({
      query: WindowsDocument,
      variables: { first: 4 },
      fetchPolicy: "network-only",
    });
    assert.ok(data);
    assert.deepEqual(
      seen.at(-1)?.map(({ id }) => id),
      windowsIn(data).map(({ id }) => id),
    );
  }
  stop();
});

test("a list keeps the gaps of all its pages", async () => {
  const client = createApolloClient({ uri: gateway.url });
  const pageAfter = async (after: string | null) =>
    (await client.query({ query: WindowsDocument, variables: { first: 4, after } })).data as WindowsQuery;
  await gateway.breaks("datadog", { status: 503 });
  const first = await pageAfter(null);
  await gateway.mends("datadog");
  const end = first.maintenanceWindows.pageInfo.endCursor ?? "";
  const second = await pageAfter(end);
  const states = ({ maintenanceWindows }: WindowsQuery) =>
    maintenanceWindows.sources.map(({ state }) => state);
  assert.deepEqual(states(second), ["OK", "OK", "OK"]);
  assert.deepEqual(states(withPage(first, second, end)), ["OK", "OK", "FAILED"]);
});

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetchQuery } from "relay-runtime";
import { MoveFlinkWindowDocument, WindowsDocument } from "../generated/graphql.ts";
import type { relayListQuery as ListQuery } from "../generated/relay/relayListQuery.graphql.ts";
import { createApolloClient } from "../src/apollo.ts";
import { createUrqlClient } from "../src/urql.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import "./relay-tags.ts";

const { createRelayEnvironment, listQuery } = await import("../src/relay.ts");

let gateway: Gateway;
before(async () => {
  gateway = await startGateway({ ALLOWED_OPERATIONS: "known-by-id" });
});
after(() => gateway.stop());

/** Asserts that exactly one operation was sent, without its text. */
function assertById(): void {
  const [sent, ...others] = gateway.takeExchanged();
  assert.equal(sent?.status, 200);
  assert.equal(sent.body?.query, undefined);
  assert.deepEqual(others, []);
}

const input = {
  id: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment",
  startTime: "22:30",
};

test("Apollo Client sends ids, and the gateway rejects texts", async () => {
  const options = { uri: gateway.url, fetch: gateway.fetch };
  const client = createApolloClient({ ...options, byId: true });
  const { data } = await client.query({ query: WindowsDocument });
  assert.equal(data?.maintenanceWindows.totalCount, 15);
  assertById();
  const moved = await client.mutate({ mutation: MoveFlinkWindowDocument, variables: { input } });
  assert.equal(moved.data?.updateFlinkMaintenanceWindow.__typename, "FlinkMaintenanceWindowChanged");
  assertById();
  await assert.rejects(createApolloClient(options).query({ query: WindowsDocument }));
  assert.equal(gateway.takeExchanged()[0]?.status, 403);
});

test("urql sends ids, and the gateway rejects texts", async () => {
  const options = { url: gateway.url, fetch: gateway.fetch };
  const client = createUrqlClient({ ...options, byId: true });
  const { data } = await client.query(WindowsDocument, {});
  assert.equal(data?.maintenanceWindows.totalCount, 15);
  assertById();
  const moved = await client.mutation(MoveFlinkWindowDocument, { input });
  assert.equal(moved.data?.updateFlinkMaintenanceWindow.__typename, "FlinkMaintenanceWindowChanged");
  assertById();
  const { error } = await createUrqlClient(options).query(WindowsDocument, {});
  assert.ok(error);
  assert.equal(gateway.takeExchanged()[0]?.status, 403);
});

test("Relay sends ids", async () => {
  const environment = createRelayEnvironment({ url: gateway.url, fetch: gateway.fetch });
  assert.ok(await fetchQuery<ListQuery>(environment, listQuery, {}).toPromise());
  assertById();
});

test("the gateway rejects an id that is in no manifest", async () => {
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ documentId: "0".repeat(64) }),
  });
  assert.equal(response.status, 404);
});

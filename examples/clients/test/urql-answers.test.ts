import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Client } from "@urql/core";
import { gql } from "@urql/core";
import {
  CreateWindowDocument,
  MoveFlinkWindowDocument,
  PreviewFlinkMoveDocument,
  WindowsDocument,
} from "../generated/graphql.ts";
import { createUrqlClient, windowsIn } from "../src/urql.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import { createNetwork } from "./network.ts";
import { until } from "./until.ts";

let gateway: Gateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(() => gateway.reset());

const newClient = () => createUrqlClient({ url: gateway.url, fetch: gateway.fetch });
const askForWindow = (client: Client, id: string, field: string, options: object = {}) =>
  client.query(
    gql`query ($id: ID!) { maintenanceWindow(id: $id) { ... on ScheduledWindow { id ${field} } } }`,
    { id },
    options,
  );

test("null in the cache is the gateway's null, never a missing field", async () => {
  const client = newClient();
  const id = "datadog:datadog:00000000-0000-4000-8000-000000000001";
  const field = "nextOccurrence { startsAt }";
  await askForWindow(client, id, "title");
  const cached = await askForWindow(client, id, field, { requestPolicy: "cache-only" });
  assert.equal(cached.data ?? null, null);
  for (const requests of [1, 0]) {
    gateway.takeExchanged();
    const { data, stale } = await askForWindow(client, id, field);
    assert.deepEqual({ ...data.maintenanceWindow, stale }, { id, nextOccurrence: null, stale: false });
    assert.equal(gateway.takeExchanged().length, requests);
  }
});

test("a mounted query that failed can be repeated, and its null is not kept", async () => {
  const client = newClient();
  const id = "datadog:datadog:00000000-0000-4000-8000-000000000002";
  await gateway.breaks("datadog", { status: 503 });
  const { unsubscribe } = askForWindow(client, id, "title").subscribe(() => {});
  for (let count = 0; count < 2; count += 1)
    assert.ok((await askForWindow(client, id, "title")).error?.message.includes("Datadog"));
  await gateway.mends("datadog");
  const { data, error } = await askForWindow(client, id, "title");
  assert.equal(error, undefined);
  assert.equal(data.maintenanceWindow.title, "Orders database upgrade");
  unsubscribe();
});

test("two mounted queries that fail for the same window do not repeat each other", async () => {
  const client = newClient();
  const id = "datadog:datadog:00000000-0000-4000-8000-000000000002";
  await gateway.breaks("datadog", { status: 503 });
  const failures: string[] = [];
  const mounted = ["title", "status"].map((field) =>
    askForWindow(client, id, field).subscribe(({ error }) => error && failures.push(field)),
  );
  await until(() => new Set(failures).size === 2);
  for (let count = 0; count < 3; count += 1)
    await client.query(WindowsDocument, {}, { requestPolicy: "network-only" });
  assert.equal(gateway.takeExchanged().length, 5);
  for (const { unsubscribe } of mounted) unsubscribe();
});

test("a preview refetches nothing, and other mutations refetch what is mounted", async () => {
  const id = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
  const client = newClient();
  const { unsubscribe } = client.query(WindowsDocument, {}).subscribe(() => {});
  await client.query(WindowsDocument, {});
  gateway.takeExchanged();
  await client.mutation(PreviewFlinkMoveDocument, { id, startTime: "22:30" }, { isPreview: true });
  await client.query(WindowsDocument, {});
  assert.equal(gateway.takeExchanged().length, 1);
  await client.mutation(MoveFlinkWindowDocument, { input: { id, startTime: "22:30" } });
  await client.query(WindowsDocument, {});
  assert.equal(gateway.takeExchanged().length, 2);
  unsubscribe();
});

test("a mutation refetches what is mounted, even while the optimistic result of another one is shown", async () => {
  const id = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
  const network = createNetwork();
  const client = createUrqlClient({ url: gateway.url, fetch: network.fetch });
  let titles: readonly string[] = [];
  const { unsubscribe } = client.query(WindowsDocument, {}).subscribe(({ data }) => {
    if (data) titles = windowsIn(data).map(({ title }) => title);
  });
  await network.settle();
  const move = () =>
    client.mutation(MoveFlinkWindowDocument, { input: { id, startTime: "22:30" } }).toPromise();
  await network.hold(move, async () => {
    const input = {
      name: "Reindex",
      query: "service:search",
      startsAt: "2030-01-01T10:00:00Z",
      duration: "PT1H",
    };
    await client.mutation(CreateWindowDocument, { input });
    await network.settle();
    assert.ok(titles.includes("Reindex"));
  });
  unsubscribe();
});

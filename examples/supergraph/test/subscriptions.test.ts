import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { subscribe } from "../../../test/support/event-stream.ts";
import { freePort } from "../../../test/support/free-port.ts";
import { compose } from "../compose.ts";
import { behindRouter, startRouter, startSubgraphs } from "../supergraph.ts";
import type { Subgraphs } from "./live-operations.ts";
import {
  change,
  changes,
  complete,
  created,
  createWindow,
  moved,
  moveWindow,
  next,
  originOf,
  restarted,
  verdicts,
} from "./live-operations.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

const secret = "known-to-router-and-gateway-and-nobody-else";

const until = async (isReached: () => boolean) => {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 5));
};

for (const hasRustPlanner of [false, true]) {
  describe(hasRustPlanner ? "Hive Gateway with the planner of Hive Router" : "Hive Gateway", () => {
    let subgraphs: Subgraphs;
    let proxy: Awaited<ReturnType<typeof startRecordingProxy>>;
    let catalogueProxy: typeof proxy;
    let supergraph: string;
    let router: Awaited<ReturnType<typeof startRouter>>;

    before(async () => {
      subgraphs = await startSubgraphs({ environment: behindRouter(secret) });
      proxy = await startRecordingProxy(subgraphs.maintenance.url);
      catalogueProxy = await startRecordingProxy(subgraphs.catalogue.url);
      supergraph = await compose([
        { ...subgraphs.maintenance, url: proxy.url },
        { ...subgraphs.catalogue, url: catalogueProxy.url },
      ]);
      router = await start(secret);
    });
    after(async () => {
      await router.stop();
      await Promise.all([proxy.stop(), catalogueProxy.stop()]);
      await subgraphs.stop();
    });
    beforeEach(() => {
      proxy.takeRequests();
    });

    const start = async (sentSecret: string, config = "gateway.config.ts") =>
      startRouter({
        supergraph,
        port: await freePort(),
        hasRustPlanner,
        config,
        environment: { MAINTENANCE_ROUTER_SECRET: sentSecret },
      });
    const open = (query: string, headers?: Readonly<Record<string, string>>, at = router) =>
      subscribe(originOf(at), { query }, headers);

    test("sends the first verdict at once, with fields of the other subgraph", async () => {
      const stream = await open(verdicts);
      assert.deepEqual(
        await stream.next(),
        next({
          maintenanceNow: {
            verdict: "IN_MAINTENANCE",
            reasons: [{ window: { title: "Orders database upgrade", services: [{ name: "orders-db" }] } }],
          },
        }),
      );
      stream.leave();
    });

    test("sends changes made at the subgraph, with fields of the other subgraph, from one request to the gateway", async () => {
      const stream = await open(changes, {
        "x-request-id": "page-view-7",
        "apollographql-client-name": "dashboard",
      });
      assert.deepEqual(await stream.next(), restarted);
      await change(subgraphs, moveWindow("22:30"));
      assert.deepEqual(await stream.next(), moved);
      await change(subgraphs, createWindow);
      assert.deepEqual(await stream.next(), created);
      assert.equal(proxy.takeRequests().length, 1);
      const sent = proxy.lastHeaders();
      assert.equal(sent.accept, "text/event-stream");
      assert.equal(sent["router-authorization"], secret);
      assert.equal(sent["x-request-id"], "page-view-7");
      assert.equal(sent["apollographql-client-name"], "dashboard");
      assert.equal(catalogueProxy.lastHeaders()["router-authorization"], undefined);
      stream.leave();
    });

    test("ends the subgraph's stream when the client leaves", async () => {
      const stream = await open(changes);
      assert.deepEqual(await stream.next(), restarted);
      assert.equal(proxy.openRequests(), 1);
      stream.leave();
      await until(() => proxy.openRequests() === 0);
    });

    test("passes on an error that rejects the subscription", async () => {
      const events = await (await open(changes.replace("types:", 'sources: ["nowhere"], types:'))).rest();
      assert.equal(events.length, 2);
      assert.equal(events[0]?.data?.errors?.[0]?.extensions.code, "INVALID_ARGUMENT");
      assert.deepEqual(events[1], complete);
    });

    test("gets no data from the gateway without the secret", async () => {
      const stranger = await start("somebody-who-does-not-know-the-secret");
      for (const query of [verdicts, changes]) {
        const events = await (await open(query, {}, stranger)).rest();
        assert.equal(events[0]?.data?.data ?? null, null);
        assert.equal(events[0]?.data?.errors?.[0]?.extensions.code, "UNAUTHENTICATED");
        assert.deepEqual(events.slice(1), [complete]);
      }
      await stranger.stop();
    });

    test("sends a caller only the events of the sources that the caller may read", async () => {
      const authenticating = await start(secret, "test/authenticated.config.ts");
      // The claims of this caller have a scope for Datadog only.
      const stream = await open(changes, { authorization: "Bearer somebody" }, authenticating);
      assert.deepEqual(await stream.next(), restarted);
      await change(subgraphs, moveWindow("23:30"));
      await change(subgraphs, createWindow.replace("Index", "Second index"));
      assert.deepEqual(await stream.next(), created);
      stream.leave();
      await authenticating.stop();
    });

    test("ends the client's stream with an error if the connection to the gateway breaks", async () => {
      const stream = await open(changes);
      assert.deepEqual(await stream.next(), restarted);
      proxy.breakConnections();
      const [last, ...others] = await stream.rest();
      assert.equal(last?.data?.errors?.[0]?.extensions.code, "DOWNSTREAM_SERVICE_ERROR");
      assert.deepEqual(others, [complete]);
    });

    // The last test, because it stops the gateway.
    test("passes on why the subgraph's stream has ended, and completes the client's", async () => {
      const stream = await open(changes);
      await stream.next();
      await change(subgraphs, moveWindow("21:30"));
      assert.deepEqual(await stream.next(), moved);
      const stopped = subgraphs.stopMaintenance();
      const [last, ...others] = await stream.rest();
      await stopped;
      assert.deepEqual(others, [complete]);
      const [error] = last?.data?.errors ?? [];
      assert.match(error?.message ?? "", /is shutting down/);
      assert.equal(error?.extensions.code, "UNAVAILABLE");
      // Hive Router's planner repeats the data of the result before.
      assert.deepEqual(last?.data?.data, hasRustPlanner ? moved.data.data : null);
    });
  });
}

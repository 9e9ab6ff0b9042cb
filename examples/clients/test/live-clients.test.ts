import assert from "node:assert/strict";
import { after, before, beforeEach, describe, mock, test } from "node:test";
import type { ApolloClient } from "@apollo/client";
import { gql } from "@apollo/client";
import { WindowEventsDocument } from "../generated/graphql.ts";
import { createApolloClient, createWindow } from "../src/apollo.ts";
import type { Streams } from "../src/streams.ts";
import { createUrqlClient } from "../src/urql.ts";
import type { Gateway } from "./gateway.ts";
import { running, startGateway } from "./gateway.ts";
import type { CreateSubject } from "./live-connection.ts";
import { connect, followList } from "./live-connection.ts";
import type { ShownVerdict } from "./live-subjects.ts";
import { startProxy } from "./proxy.ts";
import { until } from "./until.ts";

const { liveSubjects } = await import("./live-subjects.ts");

/** What the clients warn about, such as data that one result replaces with that of another. */
const problems = (["error", "warn"] as const).map((method) => mock.method(console, method, () => {}));

let gateway: Gateway;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let elsewhere: ApolloClient;
before(async () => {
  gateway = await startGateway();
  proxy = await startProxy(gateway.url);
  elsewhere = createApolloClient({ uri: gateway.url });
});
after(async () => {
  await proxy.stop();
  await gateway.stop();
});
beforeEach(() => gateway.reset());

const arn = `arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${running}`;
const ordersUpgrade = "datadog:datadog:00000000-0000-4000-8000-000000000002";
const send = (field: string, input: string) =>
  elsewhere.mutate({ mutation: gql(`mutation { ${field}(input: { ${input} }) { __typename } }`) });
const move = (startTime: string) =>
  send("updateFlinkMaintenanceWindow", `id: "${arn}", startTime: "${startTime}"`);
const remove = (id: string) => send("deleteDatadogMaintenanceWindow", `id: "${id}"`);
const create = (name: string) =>
  createWindow(elsewhere, {
    name,
    query: "service:search",
    startsAt: "2020-01-01T10:00:00Z",
    duration: "P3650D",
  });

const connectTo = (createSubject: CreateSubject) => connect(createSubject, gateway, proxy.url);

for (const [name, createSubject] of Object.entries(liveSubjects))
  describe(name, () => {
    test("an event updates its window at once, and an older answer that arrives later does not undo that", async () => {
      const { startTime, startTimes, holdResponses, answered, received, isQuiet, stop } = await followList(
        connectTo(createSubject),
      );
      const release = holdResponses();
      const before = answered();
      await move("21:30");
      await until(() => startTime() === "21:30" && answered() > before);
      await move("22:30");
      await until(() => received.at(-1)?.includes('"startTime":"22:30"') ?? false);
      release();
      await until(() => startTime() === "22:30" && isQuiet());
      assert.deepEqual(startTimes(), ["06:00", "21:30", "22:30"]);
      stop();
    });

    test("windows that somebody creates or deletes appear and disappear, and a burst takes few requests", async () => {
      const { titles, queries, isQuiet, subscribed, stop } = await followList(connectTo(createSubject));
      const before = queries();
      const names = Array.from({ length: 5 }, (_, index) => `Live ${index}`);
      await Promise.all(names.map(create));
      await until(() => names.every((one) => titles().includes(one)));
      await remove(ordersUpgrade);
      await until(() => !titles().includes("Orders database upgrade") && isQuiet());
      // At most two for each event: one that the next event overtakes, and its repetition.
      assert.ok(queries() - before <= 12, `${queries() - before} requests`);
      assert.equal(subscribed.length, 1);
      assert.equal(subscribed[0]?.query, undefined);
      stop();
    });

    test("after its connection breaks, a client shows what happened meanwhile", async () => {
      const { startTime, subscribed, streams, stop } = await followList(connectTo(createSubject));
      await move("22:30");
      await until(() => startTime() === "22:30");
      proxy.break();
      await until(() => !streams.areLive());
      await move("23:30");
      proxy.accept();
      await until(() => startTime() === "23:30");
      assert.match(String(subscribed.at(-1)?.variables.after), /^[\w-]+:\d+$/);
      stop();
    });

    test("a verdict changes as soon as a window does, and is polled while streams do not work", async () => {
      const { subject, signal, subscribed, queries, stop, streams } = connectTo(createSubject);
      const shown: (string | null)[] = [];
      const limits = { leastMs: 20, greatestMs: 20, maxAgeMs: 10_000 };
      const show = (verdict: ShownVerdict | null) => shown.push(verdict?.verdict ?? null);
      subject.showVerdict("orders database", { streams, show, limits, signal, patienceMs: 1000 });
      await until(() => shown.at(-1) === "IN_MAINTENANCE");
      await send("endDatadogMaintenanceWindow", `id: "${ordersUpgrade}"`);
      await until(() => shown.at(-1) === "CLEAR");
      assert.deepEqual([[...new Set(shown)], queries()], [[null, "IN_MAINTENANCE", "CLEAR"], 0]);

      proxy.break();
      await until(() => queries() > 1 && shown.at(-1) === "CLEAR");
      await gateway.reset();
      await until(() => shown.at(-1) === "IN_MAINTENANCE");
      proxy.accept();
      await until(() => streams.areLive());
      assert.equal(subscribed[0]?.query, undefined);
      stop();
    });
  });

test("an event of a type that was added after the client was built has the fields of its interface", async () => {
  const data = {
    __typename: "Subscription",
    maintenanceWindowChanged: { __typename: "MaintenanceApprovalEvent", type: "UPDATED", position: "a:1" },
  };
  const streams: Streams = {
    subscribe(_request, sink) {
      queueMicrotask(() => sink.next({ data }));
      return () => {};
    },
    areLive: () => true,
    onChange: () => () => {},
  };
  const received: unknown[] = [];
  const { url } = gateway;
  createUrqlClient({ url, streams })
    .subscription(WindowEventsDocument, {})
    .subscribe((result) => received.push(result.error ?? result.data?.maintenanceWindowChanged.type));
  createApolloClient({ uri: url, streams })
    .subscribe({ query: WindowEventsDocument })
    .subscribe((result) => received.push(result.error ?? result.data?.maintenanceWindowChanged.type));
  await until(() => received.length === 2);
  assert.deepEqual(received, ["UPDATED", "UPDATED"]);
});

test("the clients report no problems", () => {
  assert.deepEqual(
    problems.flatMap((method) => method.mock.calls.map((call) => call.arguments)),
    [],
  );
});

import { afterEach, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { configurationFile } from "../support/gateway-config-file.js";
import { mutate } from "../support/mutations.js";
import { describeWithRedis } from "../support/redis-server.js";
import { createReplicaSet } from "../support/replicas.js";
import { planted } from "../support/secrets.js";
import type { Receiver } from "./receiver.js";
import { startReceiver } from "./receiver.js";

const toStop: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop();
});

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  toStop.push(started.close);
  return started;
}

const webhookSecret = `whsec_${Buffer.from(planted("webhook")).toString("base64")}`;

function sinksOf(bus: Receiver, channel: Receiver) {
  const sink = {
    allowPrivateAddresses: true,
    opensSoon: "PT15M",
    filter: { search: "Release", sources: ["datadog"] },
  };
  const file = configurationFile({
    notifications: [
      {
        ...sink,
        name: "bus",
        type: "webhook",
        url: bus.url.href,
        secretVariable: "SINK_SECRET",
        events: [
          "OPENS_SOON",
          "OPENED",
          "CLOSED",
          "CREATED",
          "UPDATED",
          "DELETED",
          "SOURCE_FAILED",
          "SOURCE_RECOVERED",
        ],
      },
      { ...sink, name: "channel", type: "slack", urlVariable: "SINK_URL" },
    ],
  });
  return { ...file, SINK_SECRET: webhookSecret, SINK_URL: channel.url.href };
}

const types = (bus: Receiver) => bus.received().map(([, type]) => type.replace("maintenance.", ""));
const headers = (channel: Receiver) =>
  channel.requests.map(({ body }) => JSON.parse(body).blocks[0].text.text);

/** Reads all sources, so that the gateway notices what has happened since. */
const read = (gateway: TestGateway) => gateway.query("{ maintenanceWindows(first: 0) { totalCount } }");

const release = {
  name: "Release",
  query: "service:checkout",
  startsAt: "2026-11-22T13:00:00Z",
  endsAt: "2026-11-22T14:00:00Z",
};

/** Waits until the windows have been read for the first time. */
const isReady = ({ datadog }: Pick<TestGateway, "datadog">) =>
  expect.poll(async () => (await datadog.counts()).ListMaintenanceWindows ?? 0).toBeGreaterThan(0);

test("sinks learn of a window from its creation to its deletion, and of its source", async () => {
  const [bus, channel] = [await receiver(), await receiver()];
  const clock = movableClock();
  const gateway = await startTestGateway({ ...sinksOf(bus, channel), METRICS_PORT: "0" }, clock.now);
  toStop.push(gateway.stop);
  await isReady(gateway);
  const { window } = await mutate(gateway, "createDatadogMaintenanceWindow", release);
  await expect.poll(() => types(bus)).toEqual(["window.created"]);
  const step = async (seconds: number, type: string) => {
    const before = types(bus);
    clock.passSeconds(seconds);
    await read(gateway);
    await expect.poll(() => types(bus)).toEqual([...before, type]);
  };
  await step(46 * 60, "window.opens_soon");
  await step(15 * 60, "window.opened");
  await mutate(gateway, "updateDatadogMaintenanceWindow", { id: window.id, endsAt: "2026-11-22T13:30:00Z" });
  await expect.poll(() => types(bus).at(-1)).toBe("window.updated");
  await step(30 * 60, "window.closed");
  await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: window.id });
  await expect.poll(() => types(bus).at(-1)).toBe("window.deleted");
  await gateway.datadog.fault("ListMaintenanceWindows", { status: 500 });
  await step(0, "source.failed");
  await gateway.datadog.clearFaults();
  await step(0, "source.recovered");

  expect(new Set(bus.received().map(([id]) => id)).size).toBe(8);
  expect(JSON.parse(bus.requests[1]?.body ?? "")).toMatchObject({
    timestamp: "2026-11-22T12:45:00.000Z",
    data: { window: { startsAt: "2026-11-22T13:00:00.000Z" } },
  });
  expect(JSON.parse(bus.requests[3]?.body ?? "").data).toMatchObject({
    window: { endsAt: "2026-11-22T13:30:00.000Z" },
    previous: { endsAt: "2026-11-22T14:00:00.000Z" },
  });
  expect(headers(channel)).toEqual([
    "Maintenance window opens soon: Release",
    "Maintenance window opened: Release",
    "Maintenance window closed: Release",
  ]);
  const metrics = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
  expect(metrics).toContain('maintenance_gateway_notifications_total{sink="bus",outcome="DELIVERED"} 8');
  expect(metrics).toContain('maintenance_gateway_notification_outbox{sink="channel"} 0');
  expect(metrics).toContain("maintenance_gateway_notification_leader 1");
});

describeWithRedis("replicas", () => {
  test("one of them notifies; what happens while none runs is sent after the start, once", async () => {
    const [bus, channel] = [await receiver(), await receiver()];
    const set = await createReplicaSet(sinksOf(bus, channel));
    toStop.push(set.stop);
    const one = await set.startReplica();
    const two = await set.startReplica();
    await isReady(set.emulators);
    await mutate(two, "createDatadogMaintenanceWindow", release);
    await read(one);
    await expect.poll(() => types(bus)).toEqual(["window.created"]);
    await Promise.all([one.stop(), two.stop()]);
    set.clock.passSeconds(61 * 60);
    const three = await set.startReplica();
    await expect.poll(() => types(bus)).toEqual(["window.created", "window.opened"]);
    set.clock.passSeconds(60 * 60);
    await read(three);
    await expect.poll(() => types(bus)).toEqual(["window.created", "window.opened", "window.closed"]);
    expect(headers(channel)).toEqual([
      "Maintenance window opened: Release",
      "Maintenance window closed: Release",
    ]);
  });
});

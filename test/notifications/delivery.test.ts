import type { ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import type { Receiver } from "./receiver.js";
import { startReceiver, status } from "./receiver.js";
import type { TestNotifier } from "./test-notifier.js";
import { secret, slackSink, startTestNotifier, webhookSink } from "./test-notifier.js";
import { upgrade, windowEvent } from "./windows.js";

const toStop: (() => Promise<void>)[] = [];
afterEach(async () => {
  // Receivers first, so that no notifier waits for their responses.
  for (const stop of toStop.splice(0)) await stop();
});

async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...given);
  toStop.push(started.close);
  return started;
}

async function notifierOf(...given: Parameters<typeof startTestNotifier>): Promise<TestNotifier> {
  const notifier = startTestNotifier(...given);
  toStop.push(notifier.stop);
  await expect.poll(notifier.isFollowing).toBe(true);
  return notifier;
}

const opened = windowEvent("OPENED");
const lines = ({ logs }: TestNotifier) =>
  logs.filter(({ sink }) => sink !== undefined).map(({ level: _level, ...fields }) => fields);

test("each sink receives an event once: webhooks are signed, Slack gets a message", async () => {
  const [bus, channel] = [await receiver(), await receiver()];
  const notifier = await notifierOf([webhookSink(bus.url), slackSink(channel.url)]);
  notifier.happen([opened]);
  await expect.poll(() => notifier.outcomes.toSorted()).toEqual(["bus DELIVERED", "channel DELIVERED"]);
  const [webhook] = bus.requests;
  expect(webhook?.url).toBe("/hook?token=planted-secret-url");
  expect(webhook?.headers).toMatchObject({
    "content-type": "application/json",
    "webhook-id": expect.stringMatching(/^msg_[0-9a-f]{32}$/),
  });
  const verified = new Webhook(secret).verify(
    webhook?.body ?? "",
    webhook?.headers as Record<string, string>,
  );
  expect(verified).toMatchObject({ type: "maintenance.window.opened", data: { window: { id: upgrade.id } } });
  const [message] = channel.requests;
  expect(message?.headers).not.toHaveProperty("webhook-signature");
  expect(JSON.parse(message?.body ?? "").text).toContain(
    "Maintenance window opened: Orders database upgrade",
  );
  expect(notifier.owed()).toEqual(
    new Map([
      ["bus", 0],
      ["channel", 0],
    ]),
  );
});

test("a sink receives only the events and windows that it selects", async () => {
  const bus = await receiver();
  const filter = { certainties: ["DECLARED"], search: "orders" } as const;
  const notifier = await notifierOf([webhookSink(bus.url, { events: ["OPENED"], filter })]);
  const other = { ...upgrade, id: "datadog:datadog:2", title: "Payments", searchTexts: [] };
  const possible = { ...upgrade, scheduledCertainty: "POSSIBLE" } as const;
  const elsewhere = { ...upgrade, sourceId: "unknown" };
  notifier.happen([
    windowEvent("CLOSED"),
    ...[other, possible, elsewhere, upgrade].map((window) => windowEvent("OPENED", window)),
  ]);
  await expect.poll(() => notifier.outcomes).toEqual(["bus DELIVERED"]);
  expect(bus.requests.map(({ body }) => JSON.parse(body).data.window.title)).toEqual([upgrade.title]);
});

describe("a failed delivery is repeated with the same id and body", () => {
  test.each<[string, (response: ServerResponse) => void, string]>([
    ["HTTP 500", status(500), "HTTP 500"],
    ["HTTP 429", status(429, { "retry-after": "0" }), "HTTP 429"],
    ["HTTP 404", status(404), "HTTP 404"],
    ["a redirect, which is not followed", status(302, { location: "http://127.0.0.1:1/" }), "HTTP 302"],
    ["a broken connection", (response) => void response.destroy(), "ECONNRESET"],
  ])("%s", async (_name, fail, problem) => {
    const bus = await receiver((response, number) => (number < 4 ? fail : status(200))(response));
    const notifier = await notifierOf([webhookSink(bus.url)]);
    notifier.happen([opened]);
    await expect.poll(() => notifier.outcomes.at(-1)).toBe("bus DELIVERED");
    expect(bus.requests).toHaveLength(4);
    expect(new Set(bus.requests.map(({ headers, body }) => `${headers["webhook-id"]} ${body}`)).size).toBe(1);
    const sink = { sink: "bus", host: bus.url.host };
    expect(lines(notifier)).toEqual([
      { ...sink, problem, msg: "a sink does not accept notifications: they are repeated" },
      { ...sink, msg: "a sink accepts notifications again" },
    ]);
  });
});

test("after HTTP 410, a sink gets nothing more, and each lost notification has a line in the log", async () => {
  const bus = await receiver(status(410));
  const notifier = await notifierOf([webhookSink(bus.url)]);
  notifier.happen([opened]);
  await expect.poll(() => notifier.outcomes).toEqual(["bus GONE"]);
  notifier.happen([windowEvent("CLOSED")]);
  await expect.poll(() => notifier.outcomes).toEqual(["bus GONE", "bus GONE"]);
  expect(bus.requests).toHaveLength(1);
  expect(lines(notifier)).toMatchObject([
    {
      sink: "bus",
      id: bus.received()[0]?.[0],
      type: "maintenance.window.opened",
      reason: "GONE",
      msg: "a notification was dropped",
    },
    { sink: "bus", type: "maintenance.window.closed", reason: "GONE" },
  ]);
});

test("a delivery that fails for too long is dropped with a line in the log", async () => {
  const bus = await receiver(status(503));
  const notifier = await notifierOf([webhookSink(bus.url)], undefined, {
    firstMs: 5,
    longestMs: 20,
    forMs: 40,
  });
  notifier.happen([opened]);
  await expect.poll(() => notifier.outcomes.at(-1)).toBe("bus EXPIRED");
  expect(bus.requests.length).toBeGreaterThan(1);
  expect(lines(notifier).at(-1)).toMatchObject({ id: bus.received()[0]?.[0], reason: "EXPIRED" });
  expect(notifier.owed()).toEqual(new Map([["bus", 0]]));
});

test("a sink that does not respond delays no other", async () => {
  const [dead, alive] = [await receiver(() => {}), await receiver()];
  const notifier = await notifierOf([webhookSink(dead.url, { name: "dead" }), webhookSink(alive.url)]);
  notifier.happen(Array.from({ length: 10 }, () => opened));
  await expect.poll(notifier.owed).toEqual(
    new Map([
      ["dead", 10],
      ["bus", 0],
    ]),
  );
  expect(dead.requests).toHaveLength(4);
  expect(alive.requests).toHaveLength(10);
});

test("without Redis, each notification that is still owed when the process stops has a line in the log", async () => {
  const bus = await receiver(status(503));
  const notifier = await notifierOf([webhookSink(bus.url)]);
  notifier.happen([opened]);
  await expect.poll(() => notifier.outcomes).toContain("bus FAILED");
  await notifier.stop();
  expect(notifier.outcomes.at(-1)).toBe("bus STOPPED");
  expect(lines(notifier).at(-1)).toMatchObject({ id: bus.received()[0]?.[0], reason: "STOPPED" });
});

test("an endless response counts as soon as its status has arrived, and is not read", async () => {
  let isClosed = false;
  const bus = await receiver((response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x".repeat(1_000)), 1);
    response.once("close", () => {
      clearInterval(timer);
      isClosed = true;
    });
  });
  const notifier = await notifierOf([webhookSink(bus.url)]);
  notifier.happen([opened]);
  await expect.poll(() => notifier.outcomes).toEqual(["bus DELIVERED"]);
  await expect.poll(() => isClosed).toBe(true);
});

test.each(["127.0.0.1", "localhost"])(
  "nothing is sent to the private address %s unless that is allowed",
  async (host) => {
    const bus = await receiver();
    const url = new URL(bus.url);
    url.hostname = host;
    const notifier = await notifierOf([webhookSink(url, { allowPrivateAddresses: false })]);
    notifier.happen([opened]);
    await expect.poll(() => notifier.outcomes.length).toBeGreaterThan(0);
    expect(notifier.outcomes).not.toContain("bus DELIVERED");
    expect(lines(notifier)).toMatchObject([
      { problem: "the host has a private address: set allowPrivateAddresses to allow it" },
    ]);
    expect(bus.requests).toEqual([]);
  },
);

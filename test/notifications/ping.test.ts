import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { reportConfiguration } from "../../src/server/configuration/check-report.js";
import { reportConnections } from "../../src/server/configuration/connection-report.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { now } from "../support/gateway.js";
import { configurationFile } from "../support/gateway-config-file.js";
import type { Receiver } from "./receiver.js";
import { startReceiver, status } from "./receiver.js";
import { secret } from "./test-notifier.js";

const toStop: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of toStop.splice(0)) await stop();
});

async function started(): Promise<{ emulators: TestEmulators; bus: Receiver; channel: Receiver }> {
  const [emulators, bus, channel] = await Promise.all([
    startTestEmulators(() => now),
    startReceiver(),
    startReceiver(),
  ]);
  toStop.push(emulators.close, bus.close, channel.close);
  return { emulators, bus, channel };
}

function environmentOf({ emulators, bus, channel }: Awaited<ReturnType<typeof started>>) {
  const sink = { allowPrivateAddresses: true };
  const notifications = [
    { ...sink, name: "channel", type: "slack", url: channel.url.href },
    { ...sink, name: "bus", type: "webhook", url: bus.url.href, secretVariable: "SINK_SECRET" },
  ];
  const file = configurationFile({ notifications });
  return { ...emulators.environment, ...file, SINK_SECRET: secret, AWS_REGIONS: "eu-central-1" };
}

test("--check-config lists the sinks by name and host, and sends nothing", async () => {
  const given = await started();
  const report = await reportConfiguration(environmentOf(given));
  expect(report).toContain(`
Notifications:
  channel            slack      ${given.channel.url.host}
  bus                webhook    ${given.bus.url.host}
`);
  expect(report).not.toContain("planted-secret");
  expect([...given.bus.requests, ...given.channel.requests]).toEqual([]);
});

test("--connect sends one signed ping to each webhook, and nothing to Slack", async () => {
  const given = await started();
  const { output, isGood } = await reportConnections(environmentOf(given), "text", new Date());
  expect(isGood).toBe(true);
  expect(output).toMatch(
    /^Notifications +Type +Host +Ping\nchannel +slack +\S+ +not sent\nbus +webhook +\S+ +accepted$/m,
  );
  expect(output).not.toContain("planted-secret");
  expect(given.channel.requests).toEqual([]);
  const [ping, ...others] = given.bus.requests;
  expect(others).toEqual([]);
  const verified = new Webhook(secret).verify(ping?.body ?? "", ping?.headers as Record<string, string>);
  expect(verified).toEqual({ type: "ping", timestamp: expect.any(String), data: { sink: "bus" } });
});

test("--connect fails if a webhook does not accept the ping", async () => {
  const given = await started();
  given.bus.respondWith(status(403));
  const { output, isGood } = await reportConnections(environmentOf(given), "json", now);
  expect(isGood).toBe(false);
  const host = given.bus.url.host;
  expect(JSON.parse(output)).toMatchObject({
    ok: false,
    notifications: [
      { name: "channel", ping: "NOT_SENT", problem: null },
      { name: "bus", type: "webhook", host, ping: "REJECTED", problem: "HTTP 403" },
    ],
  });
});

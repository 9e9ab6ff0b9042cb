import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { concurrency, maxOwed } from "../../src/notifications/delivery/constants.js";
import { webhookBody } from "../../src/notifications/messages/webhook-body.js";
import { eventTypes } from "../../src/notifications/notification-type.js";
import { slackSchema, webhookSchema } from "../../src/notifications/settings/sink-schemas.js";
import { reportConfiguration } from "../../src/server/configuration/check-report.js";
import { secret, startTestNotifier, webhookSink } from "../notifications/test-notifier.js";
import { at, windowEvent } from "../notifications/windows.js";
import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";
import { configurationFile } from "../support/gateway-config-file.js";
import { blocks, textOf } from "./blocks.js";

const page = "docs/notifications.md";
const block = (language: string) =>
  blocks.find((each) => each.page === page && each.language === language)?.text ?? "";
const rows = [...textOf(page).matchAll(/^\| (`[^|]+) \| ([^|]+) \|/gm)];

test("the example is a valid configuration of a gateway with its sources in variables", async () => {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
  const contents = { urlFile: "https://hooks.slack.com/services/T/B/planted-secret-", secretFile: secret };
  for (const [key, text] of Object.entries(contents)) writeFileSync(join(folder, key), text);
  const { notifications } = parse(block("yaml"));
  const sinks = notifications.map((sink: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(sink).map(([key, value]) => [key, key in contents ? join(folder, key) : value]),
    ),
  );
  const sources = { AWS_REGIONS: "eu-central-1", DD_API_KEY: "key", DD_APP_KEY: "other-key" };
  const report = await reportConfiguration({ ...sources, ...configurationFile({ notifications: sinks }) });
  expect(report).toContain(`
Notifications:
  incident-channel   slack      hooks.slack.com
  audit-bus          webhook    hooks.example.com
`);
});

test("the table of settings has every setting, for the sinks that have it", () => {
  const listed = rows
    .filter(([, , sinks = ""]) => /^(?:both|`slack`|`webhook`)$/.test(sinks))
    .flatMap(([, keys = "", sinks]) => [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => `${key} ${sinks}`));
  const [ofSlack, ofWebhooks] = [slackSchema, webhookSchema].map(({ entries }) => Object.keys(entries));
  const keys = new Set([...(ofSlack ?? []), ...(ofWebhooks ?? [])]);
  const existing = [...keys].map((key) => {
    if (!ofSlack?.includes(key)) return `${key} \`webhook\``;
    return ofWebhooks?.includes(key) ? `${key} both` : `${key} \`slack\``;
  });
  expect(listed.toSorted()).toEqual(existing.toSorted());
});

test("the table of events has every event with its type", () => {
  const listed = rows.filter(([, , type = ""]) => type.startsWith("`maintenance."));
  expect(listed.map(([, name, type]) => [name, type])).toEqual(
    Object.entries(eventTypes).map(([name, type]) => [`\`${name}\``, `\`${type}\``]),
  );
});

test("the numbers of the page are those of the code", () => {
  expect(textOf(page)).toContain(`It can be owed ${maxOwed.toLocaleString("en")} notifications`);
  expect(concurrency).toEqual({ webhook: 4, slack: 1 });
});

test("the example of a webhook is what the gateway sends", () => {
  const sent = webhookBody({ type: "OPENED", at, event: windowEvent("OPENED") });
  expect(JSON.parse(block("json"))).toEqual(JSON.parse(sent));
});

test("the receiver accepts signed webhooks, each id once, and rejects others", async () => {
  const port = await freePort();
  const child = startChild(process.execPath, ["--input-type=module", "-e", block("js")], {
    SINK_SECRET: secret,
    PORT: String(port),
  });
  await child.waitFor(/listening/);
  const url = new URL(`http://127.0.0.1:${port}/`);
  const notifier = startTestNotifier([webhookSink(url)]);
  try {
    await expect.poll(notifier.isFollowing).toBe(true);
    notifier.happen([windowEvent("OPENED")]);
    await child.waitFor(/^maintenance\.window\.opened Orders database upgrade$/m);
    await expect.poll(() => notifier.outcomes).toEqual(["bus DELIVERED"]);
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(401);
  } finally {
    await notifier.stop();
    child.kill("SIGKILL");
    await child.exit;
  }
});

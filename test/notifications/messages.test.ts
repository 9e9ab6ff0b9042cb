import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import type { MaintenanceEvent } from "../../src/domain/events/maintenance-event.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { signedHeaders } from "../../src/notifications/messages/sign.js";
import { slackMessage } from "../../src/notifications/messages/slack-message.js";
import { webhookBody } from "../../src/notifications/messages/webhook-body.js";
import type { Notification } from "../../src/notifications/notification.js";
import { notificationOf, opensSoonNotifications } from "../../src/notifications/notification.js";
import { at, daily, sourceEvent, upgrade, windowEvent } from "./windows.js";

const berlin = { timeZone: "Europe/Berlin", dashboardUrl: null };

function notified(event: MaintenanceEvent): Notification {
  const notification = notificationOf(event);
  if (notification === null) throw new Error("The event causes no notification.");
  return notification;
}

/** A message as people read it: its header, each label with its value, and its links. */
function read(text: string) {
  const { blocks } = JSON.parse(text);
  const fields = blocks
    .filter(({ type }: { type: string }) => type === "section")
    .flatMap((block: { fields: { text: string }[] }) => block.fields.map((field) => field.text));
  const rows = fields.flatMap((label: string, index: number) =>
    index % 2 === 0 ? [`${label.replaceAll("*", "")}: ${fields[index + 1]}`] : [],
  );
  const links = blocks
    .filter(({ type }: { type: string }) => type === "context")
    .map((block: { elements: { text: string }[] }) => block.elements[0]?.text);
  return [blocks[0].text.text, ...rows, ...links];
}

const moved: ScheduledWindow = {
  ...upgrade,
  title: "Orders database",
  revision: "r2",
  schedule: {
    recurrence: "NONE",
    startsAt: new Date("2026-11-22T22:30:00.000Z"),
    endsAt: new Date("2026-11-23T00:00:00.000Z"),
  },
};
const link = "<https://app.datadoghq.com/cases?query=orders&amp;page=1|Open in the console>";
const noon = "When: Sun, 22 Nov 2026, 13:00 – 15:00 CET";
const rest = ["Certainty: Announced", "Source: datadog (DATADOG)", link];

describe("a Slack message says what happens, when, for how long, and where to look", () => {
  test.each<[string, MaintenanceEvent, readonly string[]]>([
    [
      "opening",
      windowEvent("OPENED"),
      ["Maintenance window opened: Orders database upgrade", noon, "Duration: 2 hours", ...rest],
    ],
    [
      "creation",
      windowEvent("CREATED", upgrade, null),
      ["Maintenance window created: Orders database upgrade", noon, "Duration: 2 hours", ...rest],
    ],
    [
      "deletion",
      windowEvent("DELETED"),
      ["Maintenance window deleted: Orders database upgrade", noon, "Duration: 2 hours", ...rest],
    ],
    [
      "change",
      windowEvent("UPDATED", moved, upgrade),
      [
        "Maintenance window changed: Orders database",
        "When: Sun, 22 Nov 2026, 23:30 CET – Mon, 23 Nov 2026, 01:00 CET",
        "Before: Sun, 22 Nov 2026, 13:00 – 15:00 CET",
        "Previous title: Orders database upgrade",
        "Duration: 1 hour 30 minutes",
        ...rest,
      ],
    ],
    [
      "start of maintenance",
      windowEvent("UNDERWAY_STARTED", daily),
      [
        "Maintenance is under way: orders-enrichment",
        "When: Sun, 22 Nov 2026, 23:00 CET – Mon, 23 Nov 2026, 07:00 CET (daily)",
        "Duration: 8 hours",
        "Certainty: Under way",
        "Source: aws (AWS_FLINK)",
      ],
    ],
    [
      "failure of a source",
      sourceEvent("OK", "STALE"),
      [
        "Source cannot be read: datadog",
        "State: STALE, was OK",
        "Provider: DATADOG datadoghq.com",
        "Reason: The provider did not answer in time.",
      ],
    ],
    [
      "recovery of a source",
      sourceEvent("FAILED", "PARTIAL"),
      ["Source can be read again: datadog", "State: PARTIAL, was FAILED", "Provider: DATADOG datadoghq.com"],
    ],
  ])("%s", (_name, event, expected) => {
    expect(read(slackMessage(notified(event), berlin))).toEqual(expected);
  });

  test("closing: the occurrence that has ended, not the next one", () => {
    const event = { ...windowEvent("CLOSED", daily), at: new Date("2026-11-22T06:00:00.000Z") };
    expect(read(slackMessage(notified(event), berlin))[1]).toBe(
      "When: Sat, 21 Nov 2026, 23:00 CET – Sun, 22 Nov 2026, 07:00 CET (daily)",
    );
  });

  test("the zone on both ends if daylight saving ends in between", () => {
    const schedule = {
      recurrence: "NONE",
      startsAt: new Date("2026-10-25T00:30:00.000Z"),
      endsAt: new Date("2026-10-25T02:30:00.000Z"),
    } as const;
    const event = windowEvent("CREATED", { ...upgrade, schedule }, null);
    expect(read(slackMessage(notified(event), berlin))[1]).toBe(
      "When: Sun, 25 Oct 2026, 02:30 CEST – Sun, 25 Oct 2026, 03:30 CET",
    );
  });

  test("who changed the window, and the dashboard", () => {
    const event = { ...windowEvent("UPDATED", moved, upgrade), changedBy: "ada <ada@example.com>" };
    const dashboardUrl = new URL("https://maintenance.example.com/?a=1&b=|");
    const lines = read(slackMessage(notified(event), { timeZone: "UTC", dashboardUrl }));
    expect(lines).toContain("Changed by: ada &lt;ada@example.com&gt;");
    expect(lines.at(-1)).toBe(
      `${link}  ·  <https://maintenance.example.com/?a=1&amp;b=%7C|Open the dashboard>`,
    );
  });
});

test("titles cannot format a Slack message, mention anybody, or exceed its limits", () => {
  const title = `*<!channel>* & <https://evil.example|here>\n${"long ".repeat(200)}`;
  const { text, mrkdwn, blocks } = JSON.parse(
    slackMessage(
      notified(windowEvent("UPDATED", { ...moved, title }, { ...upgrade, title: `_${title}` })),
      berlin,
    ),
  );
  expect(mrkdwn).toBe(false);
  expect(text.length).toBeLessThanOrEqual(1_000);
  const [header] = blocks;
  expect(header.text).toMatchObject({ type: "plain_text", emoji: false });
  expect(header.text.text.length).toBeLessThanOrEqual(150);
  expect(header.text.text).toContain("*&lt;!channel&gt;* &amp; &lt;https://evil.example|here&gt; long");
  const sections = blocks.filter(({ type }: { type: string }) => type === "section");
  expect(sections.map(({ fields }: { fields: unknown[] }) => fields.length)).toEqual([10, 2]);
  const markups = JSON.stringify(blocks).match(/\{"type":"mrkdwn","text":"[^"]*"/g) ?? [];
  expect(markups.filter((each) => each.includes("channel"))).toEqual([]);
});

test("titles cannot reverse a Slack message or make it malformed", () => {
  const title = "\u202edrawkcab\u202c \u2066isolated\u2069 \ud83d half";
  const { text, blocks } = JSON.parse(
    slackMessage(notified(windowEvent("OPENED", { ...upgrade, title })), berlin),
  );
  const shown = "Maintenance window opened: drawkcab isolated \ufffd half";
  expect(blocks[0].text.text).toBe(shown);
  expect(text.startsWith(shown)).toBe(true);
});

describe("a webhook", () => {
  const window = {
    id: "datadog:datadog:1",
    title: "Orders database upgrade",
    provider: "DATADOG",
    source: "datadog",
    certainty: "DECLARED",
    recurrence: "NONE",
    startsAt: "2026-11-22T12:00:00.000Z",
    endsAt: "2026-11-22T14:00:00.000Z",
    revision: "r1",
    consoleUrl: "https://app.datadoghq.com/cases?query=orders&page=1",
  };
  const timestamp = "2026-11-22T12:00:00.000Z";

  test.each<[MaintenanceEvent, unknown]>([
    [
      windowEvent("OPENED"),
      { type: "maintenance.window.opened", timestamp, data: { window, previous: null, changedBy: null } },
    ],
    [
      windowEvent("CREATED", upgrade, null),
      { type: "maintenance.window.created", timestamp, data: { window, previous: null, changedBy: null } },
    ],
    [
      { ...windowEvent("UPDATED", upgrade, moved), changedBy: "ada" } as MaintenanceEvent,
      {
        type: "maintenance.window.updated",
        timestamp,
        data: {
          window,
          previous: {
            ...window,
            title: "Orders database",
            revision: "r2",
            startsAt: "2026-11-22T22:30:00.000Z",
            endsAt: "2026-11-23T00:00:00.000Z",
          },
          changedBy: "ada",
        },
      },
    ],
    [
      sourceEvent("OK", "FAILED"),
      {
        type: "maintenance.source.failed",
        timestamp,
        data: {
          source: {
            id: "datadog",
            provider: "DATADOG",
            region: null,
            accountId: null,
            site: "datadoghq.com",
          },
          state: "FAILED",
          previousState: "OK",
          error: { code: "DEADLINE_EXCEEDED", message: "The provider did not answer in time." },
        },
      },
    ],
  ])("has the facts of %o", (event, expected) => {
    expect(JSON.parse(webhookBody(notified(event)))).toEqual(expected);
  });

  test("has a signature of each secret, which the library of receivers accepts", () => {
    const secrets = [1, 2].map((fill) => `whsec_${Buffer.alloc(32, fill).toString("base64")}`);
    const body = webhookBody(notified(windowEvent("OPENED", { ...upgrade, title: "Größe" })));
    const headers = signedHeaders({ id: "msg_1", sentAt: new Date(), body }, secrets);
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook("whsec_b3RoZXI=").verify(body, headers)).toThrow("No matching signature");
    expect(() => new Webhook(secrets[0] ?? "").verify(`${body} `, headers)).toThrow("No matching signature");
  });
});

describe("a source", () => {
  test.each([
    ["OK", "STALE", "SOURCE_FAILED"],
    ["PARTIAL", "FAILED", "SOURCE_FAILED"],
    ["STALE", "FAILED", null],
    ["FAILED", "STALE", null],
    ["OK", "PARTIAL", null],
    ["STALE", "OK", "SOURCE_RECOVERED"],
    ["FAILED", "PARTIAL", "SOURCE_RECOVERED"],
  ] as const)("from %s to %s: %s", (before, after, type) => {
    expect(notificationOf(sourceEvent(before, after))?.type ?? null).toBe(type);
  });
});

describe("a window opens soon", () => {
  const leadMs = 15 * 60_000;
  const minutesBefore = (minutes: number) => new Date(at.getTime() - minutes * 60_000);
  /** The opening, as the feed reports it whose clock is ahead. */
  const opening = windowEvent("OPENED");

  test.each([
    ["when the lead time begins", 15, true],
    ["later, for example after a change", 4, true],
    ["not earlier", 16, false],
    ["not when it has opened, for example while the gateway was down", 0, false],
  ])("%s", (_name, minutes, isSoon) => {
    expect(opensSoonNotifications([opening], leadMs, minutesBefore(minutes))).toEqual(
      isSoon ? [{ type: "OPENS_SOON", at: minutesBefore(15), event: opening }] : [],
    );
  });

  test("not when another event happens ahead of time", () => {
    for (const type of ["CLOSED", "CREATED", "UPDATED"] as const)
      expect(opensSoonNotifications([windowEvent(type)], leadMs, minutesBefore(5))).toEqual([]);
  });

  /** `upgrade`, open for two hours from so many minutes after noon on. */
  const startingAfter = (minutes: number): ScheduledWindow => {
    const startsAt = minutesBefore(-minutes);
    const endsAt = minutesBefore(-minutes - 120);
    return { ...upgrade, schedule: { recurrence: "NONE", startsAt, endsAt } };
  };

  test.each<[string, ScheduledWindow, ScheduledWindow | null, boolean]>([
    ["created, and closes before the lead time is over", startingAfter(60), null, true],
    ["created, and opens at the end of the lead time", startingAfter(24 * 60), null, true],
    ["created, and opens later", startingAfter(24 * 60 + 1), null, false],
    ["created, and is open", startingAfter(0), null, false],
    ["moved closer", startingAfter(60), startingAfter(25 * 60), true],
    ["moved, but opened soon already", startingAfter(60), startingAfter(90), false],
  ])("with a lead time of a day, a window that is %s: %s", (_name, window, previous, isSoon) => {
    const dayMs = 24 * 3_600_000;
    const type = previous === null ? "CREATED" : "UPDATED";
    const aheadAt = new Date(at.getTime() + dayMs);
    const types = [type, "OPENED", "CLOSED"] as const;
    const events = types.map((each) => ({ ...windowEvent(each, window, previous), at: aheadAt }));
    const notifications = opensSoonNotifications(events, dayMs, at);
    expect(notifications).toEqual(isSoon ? [{ type: "OPENS_SOON", at, event: events[0] }] : []);
    const [soon] = notifications;
    if (soon === undefined) return;
    const startsAt = JSON.parse(webhookBody(soon)).data.window.startsAt;
    expect(startsAt).toBe((window.schedule as { startsAt: Date }).startsAt.toISOString());
  });

  test("of a daily window, the occurrence that begins when the lead time is over", () => {
    const aheadAt = new Date("2026-11-23T22:00:00.000Z");
    const event = { ...windowEvent("OPENED", daily), at: aheadAt };
    const [notification] = opensSoonNotifications([event], 34 * 3_600_000, at);
    const { timestamp, data } = JSON.parse(webhookBody(notification as Notification));
    expect([timestamp, data.window.startsAt]).toEqual(["2026-11-22T12:00:00.000Z", aheadAt.toISOString()]);
  });

  test.each<[string, "UPDATED" | "DELETED", ScheduledWindow, string | null]>([
    ["deleted", "DELETED", upgrade, null],
    ["moved to later", "UPDATED", startingAfter(24 * 60), null],
    ["moved, and opens soon", "UPDATED", startingAfter(5), "2026-11-22T12:05:00.000Z"],
  ])("while the gateway was down, a window was %s", (_name, type, window, startsAt) => {
    const aheadAt = minutesBefore(-5);
    const opened = { ...windowEvent("OPENED"), at };
    const changed = { ...windowEvent(type, window, { ...upgrade }), at: aheadAt };
    const notifications = opensSoonNotifications([opened, changed], leadMs, minutesBefore(10));
    const starts = notifications.map((each) => JSON.parse(webhookBody(each)).data.window.startsAt);
    expect(starts).toEqual(startsAt === null ? [] : [startsAt]);
  });
});

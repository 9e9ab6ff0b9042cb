import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schedule } from "../../../src/domain/time/schedules.js";
import { occurrencesWithin } from "../../../src/domain/time/schedules.js";
import { certainties } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { pastDays, refreshSeconds, windowsPerPart } from "../../../src/server/calendar-feed/constants.js";
import type { EventRecord } from "../../../src/server/calendar-feed/event-record.js";
import type { FeedOptions } from "../../../src/server/calendar-feed/icalendar.js";
import { eventsOf, writeFeed } from "../../../src/server/calendar-feed/icalendar.js";
import type { Opening } from "../../support/icalendar.js";
import {
  allOpeningsIn,
  categoriesOf,
  eventsIn,
  inOrder,
  isUnderway,
  openingsIn,
  propertyOf,
  texts,
} from "../../support/icalendar.js";
import { usualFields } from "../../support/usual-fields.js";

/** Writes a feed of all certainties and of events that were never seen before, unless `options` says otherwise. */
function feedOf(
  windows: Iterable<ScheduledWindow>,
  options: Pick<FeedOptions, "now" | "days"> & Partial<FeedOptions>,
) {
  const parts = [...writeFeed(windows, { certainties, records: new Map(), ...options })];
  return {
    text: parts.map(({ text }) => text).join(""),
    windows: parts.reduce((sum, part) => sum + part.windows, 0),
  };
}

const suffixes: Readonly<Record<string, string>> = {
  UNDERWAY: " (under way)",
  DECLARED: "",
  POSSIBLE: " (possible)",
};

/** Records of all events of the windows, which the gateway first saw at `since`. */
function recordsOf(
  given: readonly ScheduledWindow[],
  since: Date,
  revisedAt: Date | null = null,
): FeedOptions["records"] {
  const seconds = (date: Date) => date.getTime() / 1000;
  const events = given.flatMap(eventsOf).map(({ key, content, times }): readonly [string, EventRecord] => [
    key,
    {
      content,
      times,
      since: seconds(since),
      revisedAt: revisedAt && seconds(revisedAt),
      readAt: seconds(since),
      before: null,
    },
  ]);
  return new Map([["s", new Map(events)]]);
}

const dayMs = 86_400_000;
const now = new Date("2026-11-22T12:00:00.000Z");

const sequenceOf = (instant: string) => (Date.parse(instant) - Date.parse("2000-01-01T00:00:00Z")) / 1000;

const instant = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });
const wholeSecond = instant.map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
const utcTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc
    .record({ startTime: utcTime, endTime: utcTime })
    .map((times): Schedule => ({ recurrence: "DAILY", ...times })),
  fc
    .record({ startsAt: wholeSecond, endsAt: wholeSecond })
    .map((times): Schedule => ({ recurrence: "NONE", ...times })),
);

/** Any text that a provider can send, including lone surrogates and control characters. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 100 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        "\r",
        "\n",
        "\\",
        ";",
        ",",
        ":",
        '"',
        "\t",
        " ",
        "\u0000",
        "\u0085",
        "\u2028",
        "n",
        "N",
        "é",
        "🛠️",
        "\ud83d",
      ),
      {
        maxLength: 100,
      },
    )
    .map((parts) => parts.join("")),
);

function windowOf(fields: Partial<ScheduledWindow>): ScheduledWindow {
  const schedule: Schedule = { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" };
  return { ...usualFields, provider: "DATADOG", id: "w", schedule, ...fields };
}

/** The facts that an announced, a possible, or a possible window that is under way has. */
const facts = fc.constantFrom<Partial<ScheduledWindow>>(
  { provider: "DATADOG", scheduledCertainty: "DECLARED" },
  { provider: "AWS_FLINK", scheduledCertainty: "POSSIBLE" },
  { provider: "AWS_FLINK", scheduledCertainty: "POSSIBLE", isUnderway: null },
  { provider: "AWS_FLINK", scheduledCertainty: "POSSIBLE", isUnderway: true },
);

const windows = fc.uniqueArray(
  fc
    .record({
      id: fc.uuid(),
      title: anyText,
      searchTexts: fc.array(anyText, { maxLength: 2 }),
      schedule,
      facts,
    })
    .map(({ facts: found, ...fields }) => windowOf({ ...fields, ...found })),
  { selector: ({ id }) => id, maxLength: 8 },
);

/** The occurrences of the same windows according to the domain. */
function openingsOf(given: readonly ScheduledWindow[], startsAt: Date, endsAt: Date): readonly Opening[] {
  return inOrder(
    given.flatMap(({ id, schedule }) =>
      occurrencesWithin(schedule, { startsAt, endsAt }, 1000).map((found) => ({
        id,
        ...texts(found.startsAt, found.endsAt),
      })),
    ),
  );
}

/** The text as an iCalendar reader returns it. */
const readable = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\u0085\u2028\u2029]/g, " ")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters on purpose
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, (control) => (/[\t\r\n]/.test(control) ? control : ""))
    .replace(/\r\n?/g, "\n");

describe("properties", () => {
  test("a feed for a limited number of days contains exactly the occurrences on those days, and the known ones before", () => {
    const sinceDays = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(
        windows,
        wholeSecond,
        fc.integer({ min: 1, max: 366 }),
        sinceDays,
        (given, at, days, age) => {
          const since = new Date(at.getTime() - age * dayMs);
          const feed = feedOf(given, { now: at, days, records: recordsOf(given, since) });
          const recurring = given.filter((window) => window.schedule.recurrence === "DAILY");
          const once = given.filter((window) => window.schedule.recurrence === "NONE");
          const endMs = at.getTime() + days * dayMs;
          const expected = inOrder([
            ...openingsOf(recurring, since, new Date(endMs)),
            ...openingsOf(once, new Date(at.getTime() - pastDays * dayMs), new Date(endMs)),
          ]);
          expect(allOpeningsIn(feed.text)).toEqual(expected);
          const underway = given.flatMap((window) => (window.isUnderway === true ? [window.id] : []));
          expect(feed.windows).toBe(new Set([...expected.map(({ id }) => id), ...underway]).size);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a feed contains each window that is under way, from when it was seen until after the next refresh, whatever the days", () => {
    const days = fc.option(fc.integer({ min: 1, max: 366 }));
    fc.assert(
      fc.property(
        windows,
        wholeSecond,
        fc.integer({ min: 0, max: 86_400 }),
        days,
        (given, at, age, limit) => {
          const since = new Date(at.getTime() - age * 1000);
          const { text } = feedOf(given, { now: at, days: limit, records: recordsOf(given, since) });
          const found = eventsIn(text).filter(isUnderway);
          const underway = given.filter((window) => window.isUnderway === true);
          expect(found.map(({ uid }) => uid)).toEqual(underway.map(({ id }) => `${id}#underway`));
          for (const { startDate, endDate } of found) {
            expect(startDate.toJSDate()).toEqual(since);
            const leftSeconds = endDate.toUnixTime() - at.getTime() / 1000;
            expect(endDate.toUnixTime() % refreshSeconds).toBe(0);
            expect(leftSeconds).toBeGreaterThan(refreshSeconds);
            expect(leftSeconds).toBeLessThanOrEqual(2 * refreshSeconds);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a feed of some certainties contains exactly the events with these certainties of a feed of all", () => {
    fc.assert(
      fc.property(windows, fc.subarray([...certainties]), (given, some) => {
        const blocksOf = (options: Partial<FeedOptions>) =>
          feedOf(given, { now, days: null, ...options })
            .text.split(/(?=BEGIN:VEVENT|END:VCALENDAR)/)
            .slice(1, -1);
        const wanted = blocksOf({}).filter((block) =>
          some.some((certainty) => new RegExp(`^CATEGORIES:.*${certainty}`, "m").test(block)),
        );
        expect(blocksOf({ certainties: some })).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test("a feed without a limit contains exactly the occurrences of any later range", () => {
    const length = fc.integer({ min: 0, max: 60 * dayMs });
    fc.assert(
      fc.property(windows, instant, length, length, (given, at, inMs, lastsMs) => {
        const from = new Date(at.getTime() + inMs);
        const to = new Date(from.getTime() + lastsMs);
        const { text } = feedOf(given, { now: at, days: null });
        expect(openingsIn(text, from, to)).toEqual(openingsOf(given, from, to));
      }),
      { numRuns: 60 },
    );
  });

  test("any text is read back unchanged, and every line has at most 75 octets and ends with CRLF", () => {
    fc.assert(
      fc.property(windows, (given) => {
        const { text } = feedOf(given, { now, days: null });
        expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
        for (const line of text.split("\r\n")) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line.isWellFormed()).toBe(true);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters on purpose
          expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/);
        }
        const titles = new Map(given.map(({ id, title, searchTexts }) => [id, [title, ...searchTexts]]));
        for (const event of eventsIn(text)) {
          const [title = "", ...searchTexts] = titles.get(event.uid.replace("#underway", "")) ?? [];
          const [provider = "", certainty = ""] = categoriesOf(event);
          expect(event.summary).toBe(readable(`${title}${suffixes[certainty]}`));
          const [meaning, ...others] = event.description.split("\n");
          expect(meaning).toMatch(/^(?:AWS|People) .*\.$/);
          expect(others.join("\n")).toBe(
            readable(["Source: s", `Provider: ${provider}`, ...searchTexts].join("\n")),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

const lines = (given: Partial<ScheduledWindow>, days: number | null = null) =>
  feedOf([windowOf(given)], { now, days })
    .text.replaceAll("\r\n ", "")
    .split("\r\n");

describe("an event", () => {
  const shown = (given: Partial<ScheduledWindow>) =>
    shownIn(windowOf(given)).map((event) => ({
      ...Object.fromEntries(properties.map((name) => [name, propertyOf(event.component, name)])),
      categories: categoriesOf(event),
    }));
  const since = new Date("2026-11-22T11:59:30Z");
  const shownIn = (window: ScheduledWindow) =>
    eventsIn(feedOf([window], { now, days: null, records: recordsOf([window], since) }).text);
  const properties = [
    "uid",
    "dtstamp",
    "sequence",
    "last-modified",
    "dtstart",
    "dtend",
    "rrule",
    "summary",
    "description",
    "transp",
    "status",
  ];

  test("of announced maintenance is busy time", () => {
    const schedule: Schedule = {
      recurrence: "NONE",
      startsAt: new Date("2026-11-23T10:00:00Z"),
      endsAt: new Date("2026-11-23T12:00:00Z"),
    };
    expect(
      shown({ id: "datadog:eu:1", title: "Upgrade", searchTexts: ["service:orders"], schedule }),
    ).toEqual([
      {
        uid: "datadog:eu:1",
        dtstamp: "2000-01-01T00:00:00Z",
        sequence: 0,
        "last-modified": null,
        dtstart: "2026-11-23T10:00:00Z",
        dtend: "2026-11-23T12:00:00Z",
        rrule: null,
        summary: "Upgrade",
        description:
          "People announced this maintenance in Datadog.\nSource: s\nProvider: DATADOG\nservice:orders",
        categories: ["DATADOG", "DECLARED"],
        transp: "OPAQUE",
        status: "CONFIRMED",
      },
    ]);
  });

  test("of possible maintenance is free time, and maintenance under way is an event of its own", () => {
    const possible = {
      uid: "flink:eu:1",
      // The end of the last occurrence before the gateway saw the window.
      dtstamp: "2026-11-22T06:00:00Z",
      sequence: sequenceOf("2026-11-22T06:00:00Z"),
      "last-modified": "2026-11-22T06:00:00Z",
      dtstart: "2026-11-22T22:00:00Z",
      dtend: "2026-11-23T06:00:00Z",
      rrule: "FREQ=DAILY",
      summary: "orders (possible)",
      description:
        "AWS may perform maintenance in this time. AWS announces the day by email and in AWS Health.\nSource: s\nProvider: AWS_FLINK",
      categories: ["AWS_FLINK", "POSSIBLE"],
      transp: "TRANSPARENT",
      status: "TENTATIVE",
    };
    const underway = {
      uid: "flink:eu:1#underway",
      dtstamp: "2026-11-22T12:00:00Z",
      sequence: sequenceOf("2026-11-22T12:00:00Z"),
      "last-modified": "2026-11-22T12:00:00Z",
      dtstart: "2026-11-22T11:59:30Z",
      dtend: "2026-11-22T12:30:00Z",
      rrule: null,
      summary: "orders (under way)",
      description:
        "AWS reports that it performs maintenance now. It reports no start and no end.\nSource: s\nProvider: AWS_FLINK",
      categories: ["AWS_FLINK", "UNDERWAY"],
      transp: "OPAQUE",
      status: "CONFIRMED",
    };
    const flink: Partial<ScheduledWindow> = {
      id: "flink:eu:1",
      title: "orders",
      provider: "AWS_FLINK",
      scheduledCertainty: "POSSIBLE",
    };
    expect(shown(flink)).toEqual([possible]);
    expect(shown({ ...flink, isUnderway: null })).toEqual([possible]);
    expect(shown({ ...flink, isUnderway: true })).toEqual([underway, possible]);
  });

  test("links to the provider's console, and is no new version because of the link", () => {
    const url =
      "https://console.aws.amazon.com/managed-flink/home?region=eu-central-1#/applications/dashboard";
    for (const isUnderway of [true, false]) {
      const [linked, plain] = [windowOf({ isUnderway, consoleUrl: url }), windowOf({ isUnderway })];
      const { text } = feedOf([linked], { now, days: null });
      const events = eventsIn(text);
      expect(events.map(({ component }) => propertyOf(component, "url"))).toEqual(events.map(() => url));
      // The same lines otherwise, also where lines are folded.
      const withoutLink = text.replace(/URL;VALUE=URI:[^\r]*\r\n(?: [^\r]*\r\n)*/g, "");
      expect(withoutLink).toBe(feedOf([plain], { now, days: null }).text);
      const versions = (window: ScheduledWindow) => eventsOf(window).map(({ content }) => content);
      expect(versions(linked)).toEqual(versions(plain));
    }
  });

  test.each([null, 3])(
    "of a daily window starts with the occurrence in which it was first seen (days: %s)",
    (days) => {
      const given = [windowOf({})];
      const records = recordsOf(given, new Date("2026-11-11T05:59:59Z"));
      const [event] = eventsIn(feedOf(given, { now, days, records }).text);
      expect(event?.startDate.toString()).toBe("2026-11-10T22:00:00Z");
    },
  );

  test("whose change the gateway saw has the time of that change, and another sequence number", () => {
    const revisedAt = new Date("2026-11-22T11:59:59Z");
    const schedule: Schedule = { recurrence: "NONE", startsAt: now, endsAt: new Date(now.getTime() + 1) };
    for (const given of [{ schedule }, {}]) {
      const window = windowOf(given);
      const { text } = feedOf([window], { now, days: null, records: recordsOf([window], since, revisedAt) });
      expect(text.split("\r\n")).toEqual(
        expect.arrayContaining([
          "DTSTAMP:20261122T115959Z",
          "LAST-MODIFIED:20261122T115959Z",
          `SEQUENCE:${sequenceOf("2026-11-22T11:59:59Z")}`,
        ]),
      );
    }
  });

  test("is revised when only the passing of time changes it", () => {
    const given = [windowOf({ isUnderway: true })];
    const records = recordsOf(given, since);
    const revisions = (at: string, days: number | null) =>
      feedOf(given, { now: new Date(at), days, records })
        .text.split("\r\n")
        .filter((line) => line.startsWith("DTSTAMP:"))
        .map((line) => line.slice("DTSTAMP:".length));
    // The end of maintenance under way moves every quarter of an hour, and UNTIL every day.
    expect(revisions("2026-11-24T21:59:59.999Z", 3)).toEqual(["20261124T214500Z", "20261123T220001Z"]);
    expect(revisions("2026-11-24T22:00:00.999Z", 3)).toEqual(["20261124T220000Z", "20261123T220001Z"]);
    expect(revisions("2026-11-24T22:00:01.000Z", 3)).toEqual(["20261124T220000Z", "20261124T220001Z"]);
    expect(revisions("2026-11-24T22:14:59.999Z", 3)).toEqual(["20261124T220000Z", "20261124T220001Z"]);
    expect(revisions("2026-11-24T22:15:00.000Z", 30)).toEqual(["20261124T221500Z", "20261124T220001Z"]);
    expect(revisions("2026-11-24T22:15:00.000Z", null)).toEqual(["20261124T221500Z", "20261122T060000Z"]);
  });

  test("is repeated until the last occurrence in the period, and has no RRULE for a single one", () => {
    expect(lines({}, 3)).toContain("RRULE:FREQ=DAILY;UNTIL=20261124T220000Z");
    expect(lines({}, 1).filter((line) => line.startsWith("RRULE"))).toEqual([]);
  });

  test.each([
    ["2026-11-15T11:59:59.999Z", false],
    ["2026-11-15T12:00:00.001Z", true],
  ])(
    "of a one-time window that ended at %s is included if the period is limited: %s",
    (endsAt, isIncluded) => {
      const startsAt = new Date("2026-11-15T11:00:00Z");
      const schedule: Schedule = { recurrence: "NONE", startsAt, endsAt: new Date(endsAt) };
      expect(lines({ schedule })).toContain("DTSTART:20261115T110000Z");
      expect(lines({ schedule }, 366).includes("DTSTART:20261115T110000Z")).toBe(isIncluded);
    },
  );

  test("has whole seconds and is never shortened by rounding", () => {
    const schedule: Schedule = {
      recurrence: "NONE",
      startsAt: new Date("2026-11-23T00:00:00.600Z"),
      endsAt: new Date("2026-11-23T00:00:00.700Z"),
    };
    expect(lines({ schedule })).toEqual(
      expect.arrayContaining(["DTSTART:20261123T000000Z", "DTEND:20261123T000001Z"]),
    );
  });

  test("is omitted for a window that ends before it starts", () => {
    const schedule: Schedule = { recurrence: "NONE", startsAt: now, endsAt: new Date(now.getTime() - 1) };
    expect(lines({ schedule })).not.toContain("BEGIN:VEVENT");
    expect(feedOf([windowOf({ schedule })], { now, days: null }).windows).toBe(0);
  });

  test("stays within the years that iCalendar supports", () => {
    const schedule: Schedule = {
      recurrence: "NONE",
      startsAt: new Date("0001-01-01T00:00:00.000Z"),
      endsAt: new Date("9999-12-31T23:59:59.999Z"),
    };
    expect(lines({ schedule })).toEqual(
      expect.arrayContaining(["DTSTART:00010101T000000Z", "DTEND:99991231T235959Z"]),
    );
  });

  test("cannot be ended or forged by line breaks in its id, title or texts", () => {
    const attack = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged";
    const text = feedOf([windowOf({ id: attack, title: attack, searchTexts: [attack] })], {
      now,
      days: null,
    }).text;
    const read = eventsIn(text);
    expect(read.map(({ summary }) => summary)).toEqual([attack.replaceAll("\r\n", "\n")]);
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  });
});

test("a long feed has every event once, in parts of limited size", () => {
  const ids = Array.from({ length: 2 * windowsPerPart + 1 }, (_, index) => `window-${index}`);
  const given = ids.map((id) => windowOf({ id }));
  const parts = [...writeFeed(given, { now, days: null, certainties, records: new Map() })];
  expect(Math.max(...parts.map(({ windows }) => windows))).toBe(windowsPerPart);
  const { text, windows: count } = feedOf(given, { now, days: null });
  expect(count).toBe(ids.length);
  expect(eventsIn(text).map(({ uid }) => uid)).toEqual(ids);
});

test("an empty feed has a name and a refresh interval", () => {
  expect(feedOf([], { now, days: null })).toEqual({
    windows: 0,
    text: [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Maintenance gateway//Maintenance windows//EN",
      "NAME:Maintenance windows",
      "X-WR-CALNAME:Maintenance windows",
      "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
      "X-PUBLISHED-TTL:PT15M",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
  });
});

import { assert, constantFrom, date, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { isTimeZone, toLocalInterval } from "../../../src/domain/time/wall-clock.js";

const local = (startsAt: string, endsAt: string, timeZone: string) =>
  toLocalInterval({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) }, timeZone);

test("an interval across the start of daylight saving has two offsets", () => {
  expect(local("2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z", "Europe/Berlin")).toEqual({
    timeZone: "Europe/Berlin",
    startsAt: "2026-03-28T23:00:00",
    endsAt: "2026-03-29T08:00:00",
    startOffset: "+01:00",
    endOffset: "+02:00",
  });
});

test("an interval across the end of daylight saving has the same wall-clock time with two offsets", () => {
  expect(local("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Europe/Berlin")).toMatchObject({
    startsAt: "2026-10-25T02:30:00",
    endsAt: "2026-10-25T02:30:00",
    startOffset: "+02:00",
    endOffset: "+01:00",
  });
});

test("zone names are case-insensitive", () => {
  const berlin = local("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "Europe/Berlin");
  const shouted = local("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "EUROPE/berlin");
  expect(shouted).toEqual({ ...berlin, timeZone: "EUROPE/berlin" });
});

test("all instants have wall-clock times, with offsets in whole minutes", () => {
  // Before standard time, clocks followed the sun: +00:53:28 in Berlin.
  expect(local("1890-01-01T00:00:00Z", "1890-01-01T00:00:30Z", "Europe/Berlin")).toMatchObject({
    startsAt: "1890-01-01T00:53:28",
    endsAt: "1890-01-01T00:53:58",
    startOffset: "+00:53",
  });
  expect(local("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "America/New_York")).toMatchObject({
    startsAt: "0000-12-31T19:03:58",
    startOffset: "-04:56",
  });
  expect(local("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "Pacific/Kiritimati")).toMatchObject({
    startsAt: "+010000-01-01T13:59:59",
    startOffset: "+14:00",
  });
});

describe("for any zone and instant", () => {
  const zones = constantFrom(...Intl.supportedValuesOf("timeZone"));
  const instants = date({ min: new Date("1980-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

  test("wall-clock time and offset identify the instant, even in a repeated hour", () => {
    assert(
      property(instants, zones, (instant, zone) => {
        const { startsAt, startOffset } = toLocalInterval({ startsAt: instant, endsAt: instant }, zone);
        expect(Date.parse(startsAt + startOffset)).toBe(Math.floor(instant.getTime() / 1000) * 1000);
      }),
    );
  });

  test("the wall-clock time equals that of Intl", () => {
    assert(
      property(instants, zones, (instant, timeZone) => {
        const shown = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" });
        const { startsAt } = toLocalInterval({ startsAt: instant, endsAt: instant }, timeZone);
        expect(startsAt.replace("T", " ")).toBe(shown.format(instant));
      }),
    );
  });
});

test.each([
  ["Asia/Kolkata", "+05:30"],
  ["Australia/Eucla", "+08:45"],
  ["UTC", "+00:00"],
])("%s has the offset %s", (timeZone, offset) => {
  expect(local("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", timeZone).startOffset).toBe(offset);
});

test.each([
  ["Europe/Berlin", true],
  ["UTC", true],
  ["Mars/Base", false],
  ["+02:00", false],
  ["2026-01-01T00:00[Europe/Berlin]", false],
  ["UTC+2", false],
  ["local", false],
  ["", false],
])("%j is a time zone: %s", (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

import { describe, expect, test } from "vitest";
import {
  isCheckablePeriod,
  isPlainDate,
  knownTimeZone,
  nextPeriodName,
  periodName,
  timeRange,
} from "../src/time";

const now = new Date("2026-11-24T15:20:00Z");

// An underscore stands for a space at which a line must not end.
test.each([
  ["2026-11-24T16:00:00Z", "2026-11-24T18:30:00Z", "17:00_– 19:30"],
  ["2026-11-25T16:00:00Z", "2026-11-25T18:30:00Z", "Wed_25_Nov,_17:00_– 19:30"],
  ["2026-11-24T21:20:00Z", "2026-11-24T23:20:00Z", "today_22:20_– Wed_00:20"],
  ["2026-11-29T15:20:00Z", "2026-11-30T21:20:00Z", "Sun_29_Nov,_16:20_– Mon_22:20"],
  // A weekday alone would be the wrong one.
  ["2026-11-24T15:20:00Z", "2026-12-01T15:20:00Z", "today_16:20_– Tue_1_Dec,_16:20"],
  ["2026-08-26T15:20:00Z", "2027-08-26T15:20:00Z", "Wed_26_Aug,_17:20_– 26_Aug_2027,_17:20"],
])("the range from %s to %s is shown as %s", (startsAt, endsAt, text) => {
  expect(timeRange({ startsAt, endsAt }, "Europe/Berlin", now)).toBe(text.replaceAll("_", "\u00a0"));
});

describe("a time zone", () => {
  test.each(["Europe/Berlin", "UTC", "Asia/Kolkata"])("%s is known", (name) => {
    expect(knownTimeZone(name)).not.toBeNull();
  });

  test.each(["Etc/Unknown", "", "+02:00", "Mars/Olympus", "undefined", "toString"])(
    "%j is not known",
    (name) => {
      expect(knownTimeZone(name)).toBeNull();
    },
  );
});

test.each([
  ["PT45M", true],
  ["P31D", true],
  ["P32D", false],
  ["P1M", false],
  ["PT0S", false],
  ["-PT5M", false],
  ["45", false],
])("%s is a period that the gateway can check: %s", (period, isCheckable) => {
  expect(isCheckablePeriod(period)).toBe(isCheckable);
});

test.each([
  ["PT45M", "45 minutes"],
  ["PT1H", "1 hour"],
  ["P1DT12H", "1 day, 12 hours"],
])("the period %s is called %s", (period, name) => {
  expect(periodName(period)).toBe(name);
});

test.each([
  ["PT45M", "the next 45 minutes"],
  ["PT1H", "the next hour"],
  ["P1D", "the next day"],
  ["PT11H", "the next 11 hours"],
  ["PT1H30M", "the next 1 hour, 30 minutes"],
])("the time from now for %s is called %s", (period, name) => {
  expect(nextPeriodName(period)).toBe(name);
});

test.each([
  ["2026-12-31", true],
  ["2026-02-31", false],
  ["2026-12-31T10:00", false],
  ["today", false],
])("%s is a date: %s", (text, isDate) => {
  expect(isPlainDate(text)).toBe(isDate);
});

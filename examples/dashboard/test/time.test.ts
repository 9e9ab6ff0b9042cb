import { describe, expect, test } from "vitest";
import {
  clockTime,
  fromNow,
  inputOf,
  instantOfInput,
  isPlainDate,
  localTime,
  problemOfInput,
  timeRange,
} from "../src/time";

const now = new Date("2026-11-22T12:00:00Z");

test("clockTime leaves out the date for today and the year for this year", () => {
  const times = ["2026-11-22T15:30:00Z", "2026-11-22T23:30:00Z", "2027-01-01T09:00:00Z"];
  expect(times.map((instant) => clockTime(instant, "Europe/Berlin", now))).toEqual([
    "16:30",
    "Mon\u00a023\u00a0Nov,\u00a000:30",
    "1\u00a0Jan\u00a02027,\u00a010:00",
  ]);
});

test("localTime converts a daily UTC time at the offset of that day", () => {
  expect(localTime("22:30", "Europe/Berlin", now)).toBe("23:30");
  expect(localTime("22:30", "Europe/Berlin", new Date("2026-07-01T12:00:00Z"))).toBe("00:30");
});

test("instantOfInput and inputOf convert between form values and instants in a zone", () => {
  expect(instantOfInput("2026-11-22T13:00", "Europe/Berlin")).toBe("2026-11-22T12:00:00Z");
  expect(inputOf(now, "Europe/Berlin")).toBe("2026-11-22T13:00");
  expect(instantOfInput("", "Europe/Berlin")).toBeNull();
});

describe("problemOfInput", () => {
  test.each([
    ["2030-03-31T02:30", "Europe/Berlin", "does not exist"],
    ["2030-10-27T02:30", "Europe/Berlin", "occurs twice"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "occurs twice"],
    ["2026-10-04T02:15", "Australia/Lord_Howe", "does not exist"],
  ])("reports that %s in %s %s, and it has no instant", (value, timeZone, problem) => {
    expect(problemOfInput(value, timeZone)).toContain(problem);
    expect(instantOfInput(value, timeZone)).toBeNull();
  });

  test.each([
    ["2030-03-31T03:00", "Europe/Berlin"],
    ["2030-10-27T01:59", "Europe/Berlin"],
    ["2030-10-27T03:00", "Europe/Berlin"],
    ["2030-03-31T02:30", "UTC"],
    ["", "Europe/Berlin"],
  ])("accepts %j in %s", (value, timeZone) => {
    expect(problemOfInput(value, timeZone)).toBeNull();
  });
});

test("fromNow stays on one line", () => {
  expect(fromNow("2026-11-22T13:59:00Z", now)).toBe("in\u00a01\u00a0h\u00a059\u00a0min");
  expect(fromNow("2026-11-22T15:00:00Z", now)).toBe("in\u00a03\u00a0hours");
});

test.each([
  ["2026-11-22T13:59:00Z", "in 1 h 59 min"],
  ["2026-11-22T13:59:40Z", "in 2 hours"],
  ["2026-11-22T15:00:00Z", "in 3 hours"],
  ["2026-11-22T08:50:00Z", "3 h 10 min ago"],
  ["2026-11-22T11:40:00Z", "20 minutes ago"],
  ["2026-11-22T12:00:00Z", "just now"],
  ["2026-11-22T12:00:45Z", "in less than a minute"],
  ["2026-11-22T12:00:59.900Z", "in 1 minute"],
  ["2026-11-23T11:59:50Z", "in 1 day"],
  ["2026-11-24T11:00:00Z", "in 1 d 23 h"],
  ["2026-12-24T12:00:00Z", "in 1 month"],
  ["2027-01-20T12:00:00Z", "in 2 months"],
  ["2024-11-21T12:00:00Z", "2 years ago"],
])("fromNow shows %s as %s", (instant, text) => {
  expect(fromNow(instant, now).replaceAll("\u00a0", " ")).toBe(text);
});

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
  expect(timeRange({ startsAt, endsAt }, "Europe/Berlin", new Date("2026-11-24T15:20:00Z"))).toBe(
    text.replaceAll("_", "\u00a0"),
  );
});

test.each([
  ["2026-12-31", true],
  ["2026-02-31", false],
  ["2026-12-31T10:00", false],
  ["today", false],
])("%s is a date: %s", (text, isDate) => {
  expect(isPlainDate(text)).toBe(isDate);
});

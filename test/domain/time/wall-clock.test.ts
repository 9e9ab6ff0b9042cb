import { DateTime } from "luxon";
import { expect, test, vi } from "vitest";
import { isTimeZone, onWallClock } from "../../../src/domain/time/wall-clock.js";

const local = (startsAt: string, endsAt: string, timeZone: string) =>
  onWallClock({ startsAt: new Date(startsAt), endsAt: new Date(endsAt) }, timeZone);

test("a spring gap shows as two offsets", () => {
  expect(local("2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z", "Europe/Berlin")).toEqual({
    timeZone: "Europe/Berlin",
    startsAt: "2026-03-28T23:00:00",
    endsAt: "2026-03-29T08:00:00",
    startOffset: "+01:00",
    endOffset: "+02:00",
  });
});

test("an autumn fold shows the same wall-clock hour with two offsets", () => {
  expect(local("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Europe/Berlin")).toMatchObject({
    startsAt: "2026-10-25T02:30:00",
    endsAt: "2026-10-25T02:30:00",
    startOffset: "+02:00",
    endOffset: "+01:00",
  });
});

test("a zone in another spelling is the same zone, and is kept under one name only", () => {
  const given = vi.spyOn(DateTime, "fromJSDate");
  const berlin = local("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "Europe/Berlin");
  const shouted = local("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "EUROPE/berlin");
  expect(shouted).toEqual({ ...berlin, timeZone: "EUROPE/berlin" });
  expect(new Set(given.mock.calls.map(([, options]) => options?.zone))).toEqual(new Set(["Europe/Berlin"]));
  given.mockRestore();
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
  ["UTC+2", false],
  ["local", false],
  ["", false],
])("%j is a time zone: %s", (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

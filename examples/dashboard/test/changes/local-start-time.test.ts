import { describe, expect, test } from "vitest";
import { hintsOf } from "../../src/changes/move-fields";
import { localTime, nextOtherLocalTime, shifted, utcTimeOf, weeksToFuture } from "../../src/time";
import { now, timeZone } from "./windows";

describe("a start time in the page's zone", () => {
  test.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "UTC"])(
    "is the opposite of the local time in %s",
    (zone) => {
      for (const date of ["2026-11-22T12:00:00Z", "2026-10-25T12:00:00Z", "2026-07-01T23:59:00Z"]) {
        for (const utcTime of ["00:00", "05:30", "13:15", "23:59"]) {
          const local = localTime(utcTime, zone, new Date(date));
          expect(localTime(utcTimeOf(local, zone, new Date(date)), zone, new Date(date))).toBe(local);
        }
      }
      expect(utcTimeOf(localTime("23:15", zone, now), zone, now)).toBe("23:15");
    },
  );

  test("changes when clocks change within a year", () => {
    expect(nextOtherLocalTime("02:00", timeZone, now)).toEqual({ time: "04:00", date: "28 March" });
    expect(nextOtherLocalTime("23:30", "America/New_York", new Date("2026-07-01T12:00:00Z"))).toEqual({
      time: "18:30",
      date: "1 November",
    });
    expect(nextOtherLocalTime("02:00", "Asia/Kolkata", now)).toBeNull();
    expect(nextOtherLocalTime("02:00", "UTC", now)).toBeNull();
  });

  test("is explained in UTC", () => {
    expect(hintsOf("03:00", timeZone, now)).toEqual([
      "02:00 UTC",
      "The window is fixed in UTC: it starts at 03:00 now, and at 04:00 from 28 March.",
    ]);
    expect(hintsOf("03:00", "Asia/Kolkata", now)).toEqual(["21:30 UTC"]);
    expect(hintsOf("03:00", "UTC", now)).toEqual([]);
    expect(hintsOf("", timeZone, now)).toEqual([]);
  });
});

test("shifted keeps the local time when it moves by days, and exact durations when it moves by hours", () => {
  expect(shifted("2026-10-24T10:00:00Z", "P1D", timeZone)).toBe("2026-10-25T11:00:00Z");
  expect(shifted("2026-10-24T10:00:00Z", "PT24H", timeZone)).toBe("2026-10-25T10:00:00Z");
  expect(shifted("2026-10-24T10:00:00Z", "-PT90M", timeZone)).toBe("2026-10-24T08:30:00Z");
});

test("weeksToFuture is at least one week", () => {
  expect(weeksToFuture("2026-11-23T12:00:00Z", now)).toBe(1);
  expect(weeksToFuture("2026-11-22T12:00:00Z", now)).toBe(1);
  expect(weeksToFuture("2026-11-15T12:00:00Z", now)).toBe(2);
});

import { describe, expect, test } from "vitest";
import { placeIn, placeOf } from "../../src/timeline/place";
import { dailyHoursText, spanText } from "../../src/timeline/spans";

const now = new Date("2026-11-22T12:00:00Z");

describe("spanText", () => {
  test.each([
    ["2026-11-30T13:00:00Z", "2026-11-30T15:00:00Z", "Mon 30 Nov 14:00 to 16:00"],
    ["2026-11-30T21:00:00Z", "2026-12-01T05:00:00Z", "Mon 30 Nov 22:00 to Tue 1 Dec 06:00"],
    ["2026-12-31T21:00:00Z", "2027-01-01T05:00:00Z", "Thu 31 Dec 2026 22:00 to Fri 1 Jan 2027 06:00"],
    // 02:30 occurs twice.
    ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "Sun 25 Oct 02:30 (UTC+02:00) to 02:30 (UTC+01:00)"],
  ])("of %s to %s", (startsAt, endsAt, text) => {
    expect(spanText({ startsAt, endsAt }, "Europe/Berlin", now)).toBe(text);
  });
});

describe("dailyHoursText", () => {
  const daily = (first: string, time: string, hours: number, days: number) =>
    Array.from({ length: days }, (_, day) => {
      const startMs = Date.parse(`${first}T${time}:00Z`) + day * 86_400_000;
      return {
        startsAt: new Date(startMs).toISOString(),
        endsAt: new Date(startMs + hours * 3_600_000).toISOString(),
      };
    });

  test("says from which day the local hours are others", () => {
    const spans = daily("2026-03-27", "07:00", 8, 4);
    expect(dailyHoursText(spans, "Europe/Berlin")).toBe("08:00\u00a0– 16:00, from 29 Mar 09:00\u00a0– 17:00");
    expect(dailyHoursText(spans, "UTC")).toBe("07:00\u00a0– 15:00");
    expect(dailyHoursText([], "UTC")).toBe("");
  });

  test("also of the window during which clocks change", () => {
    expect(dailyHoursText(daily("2026-03-27", "22:00", 8, 3), "Europe/Berlin")).toBe(
      "23:00\u00a0– 07:00, from 28 Mar 23:00\u00a0– 08:00, from 30 Mar 00:00\u00a0– 08:00",
    );
  });
});

test("placeIn returns the position in a range, and clamps instants outside it", () => {
  const range = { from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z" };
  const places = ["2026-11-21T00:00:00Z", "2026-11-22T06:00:00Z", "2026-11-24T00:00:00Z"];
  expect(places.map((instant) => placeIn(range, instant))).toEqual([0, 0.25, 1]);
  expect(placeOf({ startsAt: "2026-11-22T06:00:00Z", endsAt: "2026-11-24T00:00:00Z" }, range)).toEqual({
    "--start": "25.000%",
    "--length": "75.000%",
  });
});

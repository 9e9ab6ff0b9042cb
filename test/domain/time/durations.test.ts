import { assert, date, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDuration,
  durationBetween,
  durationText,
  hasFraction,
  isAtLeastOneSecond,
  parseDuration,
} from "../../../src/domain/time/durations.js";

const parse = (text: string) => {
  const duration = parseDuration(text);
  if (duration === null) throw new Error(`${text} is not a duration.`);
  return duration;
};

describe("durations", () => {
  test.each([
    ["PT8H", "2026-01-31T08:00:00.000Z"],
    ["P1D", "2026-02-01T00:00:00.000Z"],
    ["P1W", "2026-02-07T00:00:00.000Z"],
    ["P1M", "2026-02-28T00:00:00.000Z"],
    ["P1Y2M3DT4H5M6.007S", "2027-04-03T04:05:06.007Z"],
    ["PT1.5H", "2026-01-31T01:30:00.000Z"],
  ])("adding %s to the end of January gives %s", (text, end) => {
    expect(addDuration(new Date("2026-01-31T00:00:00Z"), parse(text)).toISOString()).toBe(end);
  });

  test.each([
    ...["", "P", "PT", "P1DT", "8H", "PT8h", "-PT8H", "PT-8H", "P1S", "PT1D", "P1,5D", "PT8H ", "PTH"],
    ...["P1.5D", "PT1.5H30M", "P1Y1Y", "PT1H1H", "P1D1M", "PT1S1H", "PT.5S", "PT5.S", "P4294967296Y"],
  ])("parsing %j returns null", (text) => expect(parseDuration(text)).toBeNull());

  test("adding a duration returns an invalid date if the result is out of range", () => {
    expect(addDuration(new Date("2026-01-01T00:00:00Z"), parse("P300000Y")).getTime()).toBeNaN();
  });

  test.each([
    ["PT0S", false, false],
    ["PT0.9S", false, true],
    ["PT1S", true, false],
    ["PT0.0005H", true, true],
    ["P1M", true, false],
    ["PT1.0000004S", true, true],
  ])("%s is at least one second: %s, and has a fraction: %s", (text, lasts, fraction) => {
    expect([isAtLeastOneSecond(parse(text)), hasFraction(parse(text))]).toEqual([lasts, fraction]);
  });

  test.each([
    [0, "PT0S"],
    [25_000, "PT25S"],
    [5_400_000, "PT1H30M"],
    [90_061_500, "PT25H1M1.5S"],
  ])("%i milliseconds are formatted as %s", (ms, text) => {
    expect(durationText(durationBetween(new Date(0), new Date(ms)))).toBe(text);
  });

  test("adding the formatted duration between two instants to the first gives the second", () => {
    const instants = date({ min: new Date("1990-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    assert(
      property(instants, integer({ min: 0, max: 10_000_000_000 }), (startsAt, ms) => {
        const endsAt = new Date(startsAt.getTime() + ms);
        const written = durationText(durationBetween(startsAt, endsAt));
        expect(addDuration(startsAt, parse(written))).toEqual(endsAt);
      }),
    );
  });
});

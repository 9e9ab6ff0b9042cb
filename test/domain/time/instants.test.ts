import fc from "fast-check";
import { expect, test } from "vitest";
import { earliestInstant, instantText, latestInstant } from "../../../src/domain/time/instants.js";

test("an instant has the same text as in toISOString", () => {
  const instant = fc.date({ min: earliestInstant, max: latestInstant, noInvalidDate: true });
  fc.assert(
    fc.property(instant, (date) => {
      expect(instantText(date)).toBe(date.toISOString());
    }),
    { numRuns: 5_000 },
  );
});

test.each([earliestInstant, latestInstant, new Date(0), new Date(-1), new Date("2026-11-29T23:59:59.009Z")])(
  "%s has the same text as in toISOString",
  (date) => {
    expect(instantText(date)).toBe(date.toISOString());
  },
);

test("an invalid date has no text", () => {
  expect(() => instantText(new Date(Number.NaN))).toThrow(RangeError);
});

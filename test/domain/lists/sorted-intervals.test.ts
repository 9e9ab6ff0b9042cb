import fc from "fast-check";
import { expect, test } from "vitest";
import { firstIndex, indexIntervals } from "../../../src/domain/lists/sorted-intervals.js";

const time = fc.integer({ min: 0, max: 50 });
const intervals = fc
  .array(fc.tuple(time, time), { maxLength: 70 })
  .map((pairs) =>
    pairs
      .map(([startMs, lengthMs]) => ({ item: null, startMs, endMs: startMs + lengthMs }))
      .sort((left, right) => left.startMs - right.startMs),
  );

test("the next interval that ends after an instant is the one that a scan finds", () => {
  fc.assert(
    fc.property(intervals, fc.nat(80), time, (sorted, from, atMs) => {
      const expected = sorted.findIndex(({ endMs }, index) => index >= from && endMs > atMs);
      expect(indexIntervals(sorted).nextEndingAfter(from, atMs)).toBe(
        expected < 0 ? sorted.length : expected,
      );
    }),
    { numRuns: 1_000 },
  );
});

test("the first index is that of the first item that does not come before", () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (length, before) => {
      expect(firstIndex(length, (index) => index < before)).toBe(Math.min(length, before));
    }),
  );
});

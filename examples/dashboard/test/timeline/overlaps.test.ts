import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlapsOf } from "../../src/timeline/overlaps";

const text = (minute: number) => new Date(minute * 60_000).toISOString();
const span = (start: number, end: number) => ({ startsAt: text(start), endsAt: text(end) });
const range = { from: text(0), to: text(100) };

describe("overlapsOf", () => {
  test("is empty for windows that only touch, and for one window", () => {
    expect(overlapsOf([span(0, 10), span(10, 20)], range)).toEqual([]);
    expect(overlapsOf([span(0, 10)], range)).toEqual([]);
    expect(overlapsOf([], range)).toEqual([]);
  });

  test("joins what overlaps without a break, and counts the most at once", () => {
    expect(overlapsOf([span(0, 50), span(10, 20), span(15, 30), span(40, 45)], range)).toEqual([
      { ...span(10, 30), most: 3 },
      { ...span(40, 45), most: 2 },
    ]);
    // One window ends at the instant at which the next one starts.
    expect(overlapsOf([span(0, 50), span(10, 20), span(20, 30)], range)).toEqual([
      { ...span(10, 30), most: 2 },
    ]);
  });

  test("is limited to the range", () => {
    expect(overlapsOf([span(-50, 20), span(-60, 10), span(90, 200), span(95, 300)], range)).toEqual([
      { ...span(0, 10), most: 2 },
      { ...span(95, 100), most: 2 },
    ]);
  });

  test("contains exactly the minutes in which two or more windows are open", () => {
    const spans = fc.array(
      fc
        .tuple(fc.integer({ min: -20, max: 120 }), fc.nat({ max: 60 }))
        .map(([start, length]) => span(start, start + length)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(spans, (all) => {
        const overlaps = overlapsOf(all, range);
        const isOpenAt = (minute: number) => (one: { startsAt: string; endsAt: string }) =>
          Date.parse(one.startsAt) <= minute * 60_000 && minute * 60_000 < Date.parse(one.endsAt);
        const openAt = (minute: number) => all.filter(isOpenAt(minute)).length;
        for (let minute = -20; minute <= 180; minute += 1) {
          const isExpected = minute >= 0 && minute < 100 && openAt(minute) >= 2;
          expect(overlaps.filter(isOpenAt(minute)).length).toBe(isExpected ? 1 : 0);
        }
        for (const { startsAt, endsAt, most } of overlaps) {
          const [from, to] = [Date.parse(startsAt) / 60_000, Date.parse(endsAt) / 60_000];
          const counts = Array.from({ length: to - from }, (_, index) => openAt(from + index));
          expect(most).toBe(Math.max(...counts));
        }
        // They are in time order, with a break between them.
        for (const [index, { startsAt }] of overlaps.entries())
          if (index > 0)
            expect(Date.parse(startsAt)).toBeGreaterThan(Date.parse(overlaps[index - 1]?.endsAt ?? ""));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, overlap } from "../../../src/domain/time/intervals.js";
import { dailyOccurrences, onlyOccurrence } from "../../../src/domain/time/recurrence-series.js";
import type { DailySchedule, Schedule } from "../../../src/domain/time/schedules.js";
import { nextOccurrence, occurrencesWithin, statusAt } from "../../../src/domain/time/schedules.js";

const instant = fc.date({ min: new Date("1970-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
const utcTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const daily = fc
  .record({ startTime: utcTime, endTime: utcTime })
  .map((times): Schedule => ({ recurrence: "DAILY", ...times }));
const once = fc
  .record({ startsAt: instant, endsAt: instant })
  .map((times): Schedule => ({ recurrence: "NONE", ...times }));
const schedule = fc.oneof(daily, once);
const dayMs = 86_400_000;
const range = fc
  .tuple(instant, fc.integer({ min: 0, max: 40 * dayMs }))
  .map(([startsAt, lengthMs]) => ({ startsAt, endsAt: new Date(startsAt.getTime() + lengthMs) }));

const night: DailySchedule = { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" };

describe("for any schedule", () => {
  test("nextOccurrence equals the first of occurrencesWithin", () => {
    fc.assert(
      fc.property(schedule, instant, (given, at) => {
        const next = nextOccurrence(given, at);
        if (next === null) return;
        const end = new Date(Math.max(next.startsAt.getTime(), at.getTime()) + 1);
        expect(occurrencesWithin(given, { startsAt: at, endsAt: end }, 1)).toEqual([next]);
      }),
    );
  });

  test("nextOccurrence is the first that has not ended, of those on the days around the instant", () => {
    fc.assert(
      fc.property(utcTime, utcTime, instant, (startTime, endTime, at) => {
        const endsLater = endTime > startTime ? 0 : dayMs;
        const candidates = [-2, -1, 0, 1].map((days) => {
          const date = new Date(at.getTime() + days * dayMs).toISOString().slice(0, 10);
          const endsAt = new Date(Date.parse(`${date}T${endTime}Z`) + endsLater);
          return { startsAt: new Date(`${date}T${startTime}Z`), endsAt };
        });
        const expected = candidates.find(({ endsAt }) => endsAt > at);
        expect(nextOccurrence({ recurrence: "DAILY", startTime, endTime }, at)).toEqual(expected);
      }),
    );
  });

  test("the status agrees with the occurrences", () => {
    fc.assert(
      fc.property(schedule, instant, (given, at) => {
        const open = occurrencesWithin(given, { startsAt: at, endsAt: new Date(at.getTime() + 1) }, 1);
        const next = nextOccurrence(given, at);
        const expected = open.length > 0 ? "ACTIVE" : next === null ? "ENDED" : "SCHEDULED";
        expect(statusAt(given, at)).toBe(expected);
      }),
    );
  });

  test("occurrences are in order, do not overlap each other, and are exactly those that overlap the range", () => {
    fc.assert(
      fc.property(schedule, range, (given, within) => {
        const found = occurrencesWithin(given, within, 1000);
        for (const occurrence of found) expect(overlap(occurrence, within)).toBe(true);
        for (const [index, occurrence] of found.entries()) {
          const following = found[index + 1];
          if (following) expect(occurrence.endsAt <= following.startsAt).toBe(true);
        }
        const last = found.at(-1);
        const following = last && nextOccurrence(given, last.endsAt);
        if (following) expect(overlap(following, within)).toBe(false);
      }),
    );
  });

  test("two adjacent ranges contain the same occurrences as the whole range", () => {
    fc.assert(
      fc.property(schedule, range, fc.double({ min: 0, max: 1, noNaN: true }), (given, whole, share) => {
        const lengthMs = whole.endsAt.getTime() - whole.startsAt.getTime();
        const middle = new Date(whole.startsAt.getTime() + Math.floor(lengthMs * share));
        const parts = [
          ...occurrencesWithin(given, { startsAt: whole.startsAt, endsAt: middle }, 1000),
          ...occurrencesWithin(given, { startsAt: middle, endsAt: whole.endsAt }, 1000),
        ].map(({ startsAt }) => startsAt.getTime());
        const all = occurrencesWithin(given, whole, 1000).map(({ startsAt }) => startsAt.getTime());
        expect([...new Set(parts)]).toEqual(all);
      }),
    );
  });

  test("a daily series has exactly the occurrences that have not ended at its start and start before its end", () => {
    fc.assert(
      fc.property(daily, range, (given, { startsAt, endsAt }) => {
        if (given.recurrence !== "DAILY") return;
        const series = dailyOccurrences(given, startsAt, endsAt);
        const starts = series === null ? [] : [series.first.startsAt.getTime()];
        const until = series?.daily?.until?.getTime() ?? Number.NEGATIVE_INFINITY;
        for (let next = (starts[0] ?? 0) + dayMs; next <= until; next += dayMs) starts.push(next);
        const found = occurrencesWithin(given, { startsAt, endsAt }, 1000);
        const first = nextOccurrence(given, startsAt);
        expect(series?.first).toEqual(first);
        const others = found.slice(1).map((occurrence) => occurrence.startsAt.getTime());
        expect(starts).toEqual([first?.startsAt.getTime(), ...others]);
        expect(dailyOccurrences(given, startsAt, null)).toEqual({ first, daily: { until: null } });
      }),
    );
  });

  test("a one-time series has the only occurrence, past or future, if it overlaps the range", () => {
    fc.assert(
      fc.property(once, range, (given, within) => {
        if (given.recurrence !== "NONE") return;
        const { startsAt, endsAt } = given;
        const only = startsAt < endsAt ? { first: { startsAt, endsAt }, daily: null } : null;
        expect(onlyOccurrence(given, null)).toEqual(only);
        expect(onlyOccurrence(given, within)).toEqual(overlap(given, within) ? only : null);
      }),
    );
  });

  test("a daily window opens once a day at its start time", () => {
    fc.assert(
      fc.property(daily, instant, (given, at) => {
        const first = nextOccurrence(given, at);
        const second = first && nextOccurrence(given, first.endsAt);
        expect(second && first && second.startsAt.getTime() - first.startsAt.getTime()).toBe(dayMs);
        if (given.recurrence === "DAILY")
          expect(first?.startsAt.toISOString().slice(11, 16)).toBe(given.startTime);
      }),
    );
  });
});

describe("edge cases", () => {
  test.each([
    ["2026-11-22T21:59:59.999Z", "SCHEDULED"],
    ["2026-11-22T22:00:00.000Z", "ACTIVE"],
    ["2026-11-23T00:00:00.000Z", "ACTIVE"],
    ["2026-11-23T05:59:59.999Z", "ACTIVE"],
    ["2026-11-23T06:00:00.000Z", "SCHEDULED"],
  ])("a window that passes midnight has the expected status at %s: %s", (at, status) => {
    expect(statusAt(night, new Date(at))).toBe(status);
  });

  test("a daily window opens on a leap day", () => {
    const found = occurrencesWithin(
      night,
      { startsAt: new Date("2028-02-28T12:00:00Z"), endsAt: new Date("2028-03-01T12:00:00Z") },
      10,
    );
    expect(found.map(({ startsAt }) => startsAt.toISOString().slice(0, 10))).toEqual([
      "2028-02-28",
      "2028-02-29",
    ]);
  });

  test("an empty or reversed range has no occurrences", () => {
    const at = new Date("2026-11-22T23:00:00Z");
    expect(occurrencesWithin(night, { startsAt: at, endsAt: at }, 10)).toEqual([]);
    expect(occurrencesWithin(night, { startsAt: at, endsAt: new Date(0) }, 10)).toEqual([]);
  });

  test("a one-time window that ends before it starts never opens", () => {
    const backward: Schedule = { recurrence: "NONE", startsAt: new Date(2000), endsAt: new Date(1000) };
    expect(statusAt(backward, new Date(0))).toBe("ENDED");
    expect(nextOccurrence(backward, new Date(0))).toBeNull();
  });

  test("a daily window with equal start and end is open all day", () => {
    const always: Schedule = { recurrence: "DAILY", startTime: "06:00", endTime: "06:00" };
    expect(statusAt(always, new Date("2026-11-22T05:59:59Z"))).toBe("ACTIVE");
    expect(statusAt(always, new Date("2026-11-22T06:00:00Z"))).toBe("ACTIVE");
  });

  test("all occurrences are within the years that RFC 3339 can express", () => {
    expect(nextOccurrence(night, new Date("9999-12-31T12:00:00Z"))).toBeNull();
    expect(nextOccurrence(night, new Date(8.64e15))).toBeNull();
    // This must not iterate day by day.
    expect(nextOccurrence(night, new Date(-8.64e15))?.startsAt.toISOString()).toBe(
      "0001-01-01T22:00:00.000Z",
    );
    const first = nextOccurrence(night, new Date("0001-01-01T00:00:00Z"));
    expect(first?.startsAt.toISOString()).toBe("0001-01-01T22:00:00.000Z");
  });

  test("a series ends with the last occurrence that RFC 3339 can express", () => {
    const end = new Date("+010000-06-01T00:00:00Z");
    const until = (since: string) => dailyOccurrences(night, new Date(since), end);
    expect(until("9999-12-20T00:00:00Z")?.daily?.until).toEqual(new Date("9999-12-30T22:00:00Z"));
    expect(until("9999-12-31T05:00:00Z")).toMatchObject({ daily: null });
    expect(until("9999-12-31T12:00:00Z")).toBeNull();
  });

  test("an interval contains its start but not its end", () => {
    const span = { startsAt: new Date(1), endsAt: new Date(2) };
    expect(contains(span, new Date(1))).toBe(true);
    expect(contains(span, new Date(2))).toBe(false);
  });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { TimeIndex } from "../../../src/domain/lists/time-index.js";
import {
  countBetween,
  createTimeIndex,
  firstOccurrencesBetween,
  occurrencesBetween,
} from "../../../src/domain/lists/time-index.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import { earliestInstant, latestInstant } from "../../../src/domain/time/instants.js";
import type { Schedule } from "../../../src/domain/time/schedules.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";

const hourMs = 3_600_000;
const now = new Date("2026-11-22T12:00:00Z");
const after = (hours: number) => new Date(now.getTime() + hours * hourMs);

/** An index of windows that count how often their schedule is read. */
function indexOf(schedules: readonly Schedule[]): {
  readonly index: TimeIndex;
  readonly reads: () => number;
} {
  let reads = 0;
  const windows = schedules.map(
    (schedule, number): ScheduledWindow => ({
      ...usualFields,
      id: String(number).padStart(5, "0"),
      get schedule() {
        reads += 1;
        return schedule;
      },
    }),
  );
  const index = createTimeIndex(orderWindows(windows, "ID", now).items);
  reads = 0;
  return { index, reads: () => reads };
}

const once = (from: number, to: number): Schedule => ({
  recurrence: "NONE",
  startsAt: after(from),
  endsAt: after(to),
});
const daily = (hour: number): Schedule => ({
  recurrence: "DAILY",
  startTime: `${String(hour % 24).padStart(2, "0")}:00`,
  endTime: `${String((hour + 8) % 24).padStart(2, "0")}:00`,
});

test("a page reads only the windows on it, however many there are", () => {
  const schedules = Array.from({ length: 10_000 }, (_, number) =>
    number % 2 === 0 ? once(number, number + 2) : daily(number),
  );
  const { index, reads } = indexOf(schedules);
  const fromMs = after(5_000).getTime();
  for (let hour = 0; hour < 100; hour++) {
    const found = occurrencesBetween(index, fromMs + hour * hourMs, fromMs + 1_000 * hourMs, null);
    for (let count = 0; count < 3; count++) expect(found.next().done).toBe(false);
  }
  expect(reads()).toBeLessThan(100 * 3 * 5);
});

test.each([
  ["the first instant", earliestInstant, 0],
  ["the end of the first day", new Date("0001-01-01T23:30:00Z"), 1],
  ["the last day, whose occurrence would end too late", new Date("9999-12-31T23:30:00Z"), 0],
  ["the last instant", latestInstant, 0],
])("a daily window that crosses midnight is open or not at %s", (_name, at, count) => {
  const { index } = indexOf([daily(22)]);
  expect([...occurrencesBetween(index, at.getTime(), at.getTime() + 1, null)]).toHaveLength(count);
});

test("a window that ends when it starts, or before, never opens", () => {
  const { index } = indexOf([once(0, 0), once(2, 1)]);
  const range = [after(-10).getTime(), after(10).getTime()] as const;
  expect([...occurrencesBetween(index, ...range, null)]).toEqual([]);
});

/** The first and last days that exist, and a usual one, on which many instants are the same. */
const aroundMs = fc
  .tuple(
    fc.constantFrom(earliestInstant.getTime(), now.getTime(), latestInstant.getTime() + 1),
    fc.integer({ min: -60, max: 60 }),
  )
  .map(([atMs, hours]) =>
    Math.min(Math.max(atMs + hours * hourMs, earliestInstant.getTime()), latestInstant.getTime()),
  );
const time = fc
  .tuple(fc.nat(23), fc.constantFrom("00", "30"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);
const anySchedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({
    recurrence: fc.constant("NONE" as const),
    startsAt: aroundMs.map((ms) => new Date(ms)),
    endsAt: aroundMs.map((ms) => new Date(ms)),
  }),
  // Of any length up to a day, mostly across midnight.
  fc.record({ recurrence: fc.constant("DAILY" as const), startTime: time, endTime: time }),
);
const schedules = fc.array(anySchedule, { maxLength: 30 });

test("the count of a range is the number of its occurrences", () => {
  fc.assert(
    fc.property(schedules, aroundMs, aroundMs, (given, fromMs, untilMs) => {
      const { index } = indexOf(given);
      const all = [...occurrencesBetween(index, fromMs, Math.min(untilMs, fromMs + 100 * 24 * hourMs), null)];
      expect(countBetween(index, fromMs, Math.min(untilMs, fromMs + 100 * 24 * hourMs))).toBe(all.length);
    }),
    { numRuns: 1_000 },
  );
});

test("the first occurrences in a range are the first of each window, in the same order", () => {
  fc.assert(
    fc.property(schedules, aroundMs, aroundMs, (given, fromMs, untilMs) => {
      const { index } = indexOf(given);
      const until = Math.min(untilMs, fromMs + 100 * 24 * hourMs);
      const seen = new Set<string>();
      const expected = [...occurrencesBetween(index, fromMs, until, null)].filter(
        ({ id }) => !seen.has(id) && seen.add(id),
      );
      expect([...firstOccurrencesBetween(index, fromMs, until)]).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test("a count reads no window, however many occurrences there are", () => {
  const { index, reads } = indexOf(Array.from({ length: 10_000 }, (_, number) => daily(number)));
  expect(countBetween(index, now.getTime(), after(90 * 24).getTime())).toBeGreaterThan(900_000);
  expect(reads()).toBe(0);
});

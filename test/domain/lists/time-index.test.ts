import { expect, test } from "vitest";
import type { TimeIndex } from "../../../src/domain/lists/time-index.js";
import { createTimeIndex, occurrencesBetween } from "../../../src/domain/lists/time-index.js";
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

import fc from "fast-check";
import { expect, test } from "vitest";
import { createTimeIndex } from "../../../src/domain/lists/time-index.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import type { Schedule } from "../../../src/domain/time/schedules.js";
import { occurrencesWithin } from "../../../src/domain/time/schedules.js";
import { dayMs, minuteMs } from "../../../src/domain/time/units.js";
import { clearTimes } from "../../../src/domain/verdict/clear-times.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";

const scannedDays = 4;
const minutesPerDay = 1_440;

/** The evening before the clocks of Europe go back. The gateway calculates in UTC, so nothing may happen then. */
const start = new Date("2026-10-24T20:00:00Z").getTime();
const at = (minutes: number) => start + minutes * minuteMs;

function time(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** Quarters of hours, so that windows often touch, or leave exactly the time of `lasting`. */
const quarters = (max: number) => fc.integer({ min: 0, max }).map((quarter) => quarter * 15);

const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.tuple(quarters(scannedDays * 96), fc.oneof(quarters(12), quarters(300))).map(([from, minutes]) => ({
    recurrence: "NONE" as const,
    startsAt: new Date(at(from)),
    endsAt: new Date(at(from + minutes)),
  })),
  fc.tuple(quarters(95), fc.oneof(fc.constant(480), quarters(95))).map(([from, minutes]) => ({
    recurrence: "DAILY" as const,
    startTime: time(from),
    endTime: time(from + minutes),
  })),
);

function indexOf(schedules: readonly Schedule[]) {
  const windows = schedules.map(
    (given, number): ScheduledWindow => ({ ...usualFields, id: String(number), schedule: given }),
  );
  return createTimeIndex(orderWindows(windows, "ID", new Date(start)).items);
}

/** Looks at every occurrence again for each minute. */
function isBlocked(schedules: readonly Schedule[], atMs: number, lastingMs: number): boolean {
  const range = { startsAt: new Date(atMs), endsAt: new Date(atMs + lastingMs + 1) };
  return schedules.some((given) => occurrencesWithin(given, range, 1).length > 0);
}

test("clear times and changes are those that a scan of every minute finds", () => {
  fc.assert(
    fc.property(
      fc.array(schedule, { maxLength: 7 }),
      fc.integer({ min: 0, max: minutesPerDay }),
      fc.oneof(fc.constant(0), quarters(20), quarters(120)),
      (schedules, minute, lastingMinutes) => {
        const lastingMs = lastingMinutes * minuteMs;
        const found = clearTimes(indexOf(schedules), () => true, at(minute), lastingMs);
        const scanned = Array.from({ length: scannedDays * minutesPerDay }, (_, offset) =>
          isBlocked(schedules, at(minute + offset), lastingMs),
        );
        const clear = scanned.indexOf(false);
        const change = scanned.indexOf(!scanned[0]);
        const expected = { clearAtMs: clear < 0 ? null : at(minute + clear) };
        const nextChangeAtMs = change < 0 ? null : at(minute + change);
        // What comes after the scanned time is not compared.
        const end = at(minute) + scannedDays * dayMs;
        const seen = (ms: number | null) => (ms === null || ms >= end ? null : ms);
        expect({
          clearAtMs: seen(found.clearAtMs),
          nextChangeAtMs: seen(found.nextChangeAtMs),
        }).toEqual({ ...expected, nextChangeAtMs });
      },
    ),
    { numRuns: 300 },
  );
});

const once = (from: string, to: string): Schedule => ({
  recurrence: "NONE",
  startsAt: new Date(`2026-10-${from}:00Z`),
  endsAt: new Date(`2026-10-${to}:00Z`),
});
const daily = (startTime: string, endTime: string): Schedule => ({ recurrence: "DAILY", startTime, endTime });

test.each([
  ["no window", [], 0, "2026-10-24T20:00:00.000Z", null],
  [
    "adjacent windows",
    [once("24T19:00", "24T21:00"), once("24T21:00", "24T22:30")],
    0,
    "2026-10-24T22:30:00.000Z",
    "2026-10-24T22:30:00.000Z",
  ],
  [
    "overlapping windows across midnight",
    [daily("18:00", "02:00"), once("25T01:00", "25T03:00")],
    0,
    "2026-10-25T03:00:00.000Z",
    "2026-10-25T03:00:00.000Z",
  ],
  [
    "a gap that is too short",
    [once("24T19:00", "24T21:00"), once("24T21:30", "24T22:00")],
    45,
    "2026-10-24T22:00:00.000Z",
    "2026-10-24T22:00:00.000Z",
  ],
  [
    "a gap that is exactly as long",
    [once("24T19:00", "24T21:00"), once("24T21:45", "24T22:00")],
    45,
    "2026-10-24T22:00:00.000Z",
    "2026-10-24T22:00:00.000Z",
  ],
  [
    "a gap that is longer",
    [once("24T19:00", "24T21:00"), once("24T21:46", "24T22:00")],
    45,
    "2026-10-24T21:00:00.000Z",
    "2026-10-24T21:00:00.000Z",
  ],
  [
    "a window that opens later",
    [once("24T23:00", "24T23:30")],
    45,
    "2026-10-24T20:00:00.000Z",
    "2026-10-24T22:15:00.000Z",
  ],
  [
    "daily windows that leave no gap",
    [daily("00:00", "08:00"), daily("08:00", "16:00"), daily("16:00", "00:00")],
    0,
    null,
    null,
  ],
  [
    "daily windows that leave a gap that is too short",
    [daily("00:00", "12:00"), daily("12:30", "00:00")],
    30,
    null,
    null,
  ],
  ["a daily window, for longer than a day", [daily("00:00", "01:00")], 1_500, null, null],
  [
    "a window that lasts for centuries",
    [
      daily("00:00", "08:00"),
      { recurrence: "NONE", startsAt: new Date(0), endsAt: new Date("2900-01-01T03:00:00Z") },
    ],
    0,
    "2900-01-01T08:00:00.000Z",
    "2900-01-01T08:00:00.000Z",
  ],
  [
    "a window without an end in the years of RFC 3339",
    [{ recurrence: "NONE", startsAt: new Date(0), endsAt: new Date(8.64e15) }],
    0,
    null,
    null,
  ],
] satisfies [string, Schedule[], number, string | null, string | null][])(
  "%s",
  (_name, schedules, lastingMinutes, clearAt, nextChangeAt) => {
    const found = clearTimes(indexOf(schedules), () => true, start, lastingMinutes * minuteMs);
    const text = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
    expect([text(found.clearAtMs), text(found.nextChangeAtMs)]).toEqual([clearAt, nextChangeAt]);
  },
);

import fc from "fast-check";
import type { Schedule } from "../../src/domain/time/schedules.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../support/usual-fields.js";

/** Instants in the last quarter of 2026, up to and including the start of 2027. */
export const instant = fc.date({
  min: new Date("2026-10-01"),
  max: new Date("2027-01-01"),
  noInvalidDate: true,
});

/** Few distinct times, so that many windows start together. Daily ones often pass midnight. */
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ recurrence: fc.constant("NONE" as const), startsAt: instant, endsAt: instant }),
  fc.integer({ min: 0, max: 23 }).map((hour): Schedule => {
    const time = (value: number) => `${String(value % 24).padStart(2, "0")}:00`;
    return { recurrence: "DAILY", startTime: time(hour), endTime: time(hour + 8) };
  }),
);

export const window: fc.Arbitrary<ScheduledWindow> = fc
  .record({
    id: fc.uuid(),
    title: fc.string({ maxLength: 3 }),
    schedule,
    isUnderway: fc.constantFrom(true, false, false, null),
  })
  .map((fields) => ({
    ...usualFields,
    ...fields,
    scheduledCertainty: fields.schedule.recurrence === "DAILY" ? "POSSIBLE" : "DECLARED",
  }));

export const windows = fc.uniqueArray(window, { selector: ({ id }) => id, maxLength: 40 });

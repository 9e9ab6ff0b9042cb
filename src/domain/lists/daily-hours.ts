import type { DailySchedule } from "../time/schedules.js";
import { dailyLengthMs } from "../time/schedules.js";
import type { OrderedWindow } from "./ordered-window.js";
import { compareText } from "./pages.js";

/** How many windows open every day at one time. */
export interface DailyHoursCount {
  readonly startTime: string;
  /** When the last of them closes. */
  readonly endTime: string;
  readonly count: number;
  readonly schedule: DailySchedule;
}

/**
 * Counts the daily windows by their start time, in one pass. Windows with the same start usually have the same end. Otherwise the
 * latest end counts, so that no hour in which one of them is open is missing.
 */
export function countDailyHours(windows: readonly OrderedWindow[]): readonly DailyHoursCount[] {
  const found = new Map<string, { schedule: DailySchedule; count: number }>();
  for (const { node } of windows) {
    const { schedule } = node;
    if (schedule.recurrence !== "DAILY") continue;
    const known = found.get(schedule.startTime);
    if (known === undefined) found.set(schedule.startTime, { schedule, count: 1 });
    else {
      known.count += 1;
      if (dailyLengthMs(schedule) > dailyLengthMs(known.schedule)) known.schedule = schedule;
    }
  }
  return [...found.values()]
    .map(({ schedule, count }) => ({
      startTime: schedule.startTime,
      endTime: schedule.endTime,
      count,
      schedule,
    }))
    .sort((left, right) => compareText(left.startTime, right.startTime));
}

import type { Window } from "../names";
import { clockTime, localTime } from "../time";

/** A window's times in words. */
export function timesOf(window: Window, timeZone: string, now: Date): string {
  if (window.__typename === "FlinkMaintenanceWindow") {
    const { startTime, endTime } = window;
    const local = `${localTime(startTime, timeZone, now)} to ${localTime(endTime, timeZone, now)} ${timeZone}`;
    return `open every day from ${startTime} to ${endTime} UTC${timeZone === "UTC" ? "" : ` (${local})`}`;
  }
  return `open from ${clockTime(window.startsAt, timeZone, now)} to ${clockTime(window.endsAt, timeZone, now)}`;
}

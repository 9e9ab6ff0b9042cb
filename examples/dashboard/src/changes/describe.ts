import type { Window } from "../names";
import { clockTime, localTime } from "../time";

/** A window's times in words. */
export function timesOf(window: Window, timeZone: string, now: Date): string {
  if (window.__typename === "FlinkMaintenanceWindow") {
    const { startTime, endTime } = window;
    const local = `${localTime(startTime, timeZone, now)} to ${localTime(endTime, timeZone, now)} ${timeZone}`;
    return `open every day from ${startTime} to ${endTime} UTC${timeZone === "UTC" ? "" : ` (${local})`}`;
  }
  const time = (instant: string) => clockTime(instant, timeZone, now);
  return `open from ${time(window.startsAt)} to ${time(window.endsAt)} (${timeZone})`;
}

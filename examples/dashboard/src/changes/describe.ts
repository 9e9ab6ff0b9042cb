import type { Window } from "../names";
import { clockTime, localTime } from "../time";

/** Describes a window's times in a sentence. */
export function sentenceOf(window: Window, timeZone: string, now: Date): string {
  const verbs = { ACTIVE: "It is", SCHEDULED: "It will be", ENDED: "It was" };
  const verb = window.__typename === "FlinkMaintenanceWindow" ? "It is" : verbs[window.status];
  return `${verb} ${timesOf(window, timeZone, now)}.`;
}

/** Describes a window's times, to follow a verb such as `It is`. */
export function timesOf(window: Window, timeZone: string, now: Date): string {
  if (window.__typename === "FlinkMaintenanceWindow") {
    const { startTime, endTime } = window;
    const local = `${localTime(startTime, timeZone, now)} to ${localTime(endTime, timeZone, now)} ${timeZone}`;
    return `open daily from ${startTime} to ${endTime} UTC${timeZone === "UTC" ? "" : ` (${local})`}`;
  }
  const time = (instant: string) => clockTime(instant, timeZone, now);
  return `open from ${time(window.startsAt)} to ${time(window.endsAt)} (${timeZone})`;
}

import type { Interval } from "../../domain/time/intervals.js";
import { minuteMs } from "../../domain/time/units.js";

/** Formats an interval on the clocks of a time zone, e.g. `Sun, 22 Nov 2026, 13:00 – 15:00 CET`. */
export function intervalText({ startsAt, endsAt }: Interval, timeZone: string): string {
  const starts = partsOf(startsAt, timeZone);
  const ends = partsOf(endsAt, timeZone);
  const isShort = starts.date === ends.date && starts.zone === ends.zone;
  return isShort
    ? `${starts.date}, ${starts.time} – ${ends.time} ${ends.zone}`
    : `${starts.date}, ${starts.time} ${starts.zone} – ${ends.date}, ${ends.time} ${ends.zone}`;
}

interface TimeParts {
  readonly date: string;
  readonly time: string;
  /** The short name of the zone, such as `CET` or `GMT-5`. */
  readonly zone: string;
}

function partsOf(instant: Date, timeZone: string): TimeParts {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
  const date = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const zone = format({ timeZoneName: "short" }).formatToParts(instant);
  return {
    date: format(date).format(instant),
    time: format({ hour: "2-digit", minute: "2-digit" }).format(instant),
    zone: zone.find(({ type }) => type === "timeZoneName")?.value ?? timeZone,
  };
}

/** Formats the length of an interval, e.g. `1 day 2 hours`. Seconds are not shown. */
export function lengthText({ startsAt, endsAt }: Interval): string {
  const minutes = Math.round((endsAt.getTime() - startsAt.getTime()) / minuteMs);
  const units = [
    [Math.floor(minutes / 1440), "day"],
    [Math.floor((minutes % 1440) / 60), "hour"],
    [minutes % 60, "minute"],
  ] as const;
  const parts = units.filter(([count]) => count > 0).map(([count, unit]) => countText(count, unit));
  return parts.length === 0 ? "less than a minute" : parts.join(" ");
}

function countText(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

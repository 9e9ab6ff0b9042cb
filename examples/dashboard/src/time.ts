import { DateTime } from "luxon";

/** A range of time, `from` included and `to` not, as RFC 3339 instants. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** One day of the timeline, which is 23 or 25 hours long where clocks change. */
export interface Day extends Range {
  readonly weekday: string;
  readonly date: string;
  readonly month: string;
}

const locale = "en-GB";

export const viewersTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export const timeZones = (): readonly string[] => [
  ...new Set([viewersTimeZone(), "UTC", ...Intl.supportedValuesOf("timeZone")]),
];

/** The day of this instant on the wall clock of the zone, and the six after it. */
export function weekOf(now: Date, timeZone: string): readonly Day[] {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).setLocale(locale).startOf("day");
  return Array.from({ length: 7 }, (_, index) => {
    const day = today.plus({ days: index });
    return {
      weekday: day.toFormat("ccc"),
      date: day.toFormat("d"),
      month: day.toFormat("LLL"),
      from: instantOf(day),
      to: instantOf(today.plus({ days: index + 1 })),
    };
  });
}

/** Where an instant is in a range: 0 at its start, 1 at its end, never outside. */
export function placeIn({ from, to }: Range, instant: string): number {
  const start = Date.parse(from);
  return Math.min(1, Math.max(0, (Date.parse(instant) - start) / (Date.parse(to) - start)));
}

/** Short where it is of the same day: `14:30`, or `Tue 24 Nov, 14:30`. */
export function clockTime(instant: string, timeZone: string, now: Date): string {
  const time = DateTime.fromISO(instant, { zone: timeZone, locale });
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  if (time.hasSame(today, "day")) return time.toFormat("HH:mm");
  return time.toFormat(time.hasSame(today, "year") ? "ccc d LLL, HH:mm" : "d LLL yyyy, HH:mm");
}

/** `in 3 hours`, `20 minutes ago`. */
export function fromNow(instant: string, now: Date): string {
  return DateTime.fromISO(instant, { locale }).toRelative({ base: DateTime.fromJSDate(now) }) ?? "";
}

/** A daily UTC minute on the wall clock of a zone, at its offset of today. */
export function localTime(utcTime: string, timeZone: string, now: Date): string {
  const [hour, minute] = utcTime.split(":").map(Number);
  const time = DateTime.fromJSDate(now, { zone: "utc" }).set({ hour: hour ?? 0, minute: minute ?? 0 });
  return time.setZone(timeZone).toFormat("HH:mm");
}

/** The value of an `<input type="datetime-local">` on the wall clock of a zone as an instant; null where it is none. */
export function instantOfInput(value: string, timeZone: string): string | null {
  const time = DateTime.fromISO(value, { zone: timeZone });
  return time.isValid ? instantOf(time) : null;
}

/** An instant as an `<input type="datetime-local">` takes it. */
export function inputOf(instant: Date, timeZone: string): string {
  return DateTime.fromJSDate(instant, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

function instantOf(time: DateTime): string {
  return time.toUTC().toISO({ suppressMilliseconds: true }) ?? "";
}

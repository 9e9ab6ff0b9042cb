import type { Range } from "../time";
import { instantText, locale, zonedTime } from "../time";

/** One day in a time zone. */
export interface Day extends Range {
  /** As in `2026-12-31`. */
  readonly date: string;
  /** 24, unless clocks change. */
  readonly hours: number;
  /** What clocks do on this day, e.g. `clocks go back 03:00 → 02:00`. */
  readonly clockChanges: readonly string[];
}

/** One hour of a day. The last one is shorter if clocks change by half an hour. */
export interface Hour extends Range {
  /** Local time at which it begins. Occurs twice if clocks go back. */
  readonly label: string;
}

/** Years that both Temporal and RFC 3339 can express, and that the range does not leave. */
const years = { first: 1900, last: 9000 };

export function today(now: Date, timeZone: string): string {
  return zonedTime(now, timeZone).toPlainDate().toString();
}

/** The day that the address names; today if it names none that can be shown. A day that the zone has skipped is the one after it. */
export function firstDayOf(day: string | null, now: Date, timeZone: string): string {
  if (day === null) return today(now, timeZone);
  const { year } = Temporal.PlainDate.from(day);
  if (year < years.first || year > years.last) return today(now, timeZone);
  return startOf(day, timeZone).toPlainDate().toString();
}

/** The first day of the range before or after. */
export function moved(first: string, days: number, timeZone: string): string {
  const date = addDays(first, days);
  const isSkipped = startOf(date, timeZone).toPlainDate().toString() !== date;
  return isSkipped && days < 0 ? addDays(date, -1) : date;
}

function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Consecutive days. A day that a zone has skipped (Pacific/Apia, 30 December 2011) is left out. */
export function daysFrom(first: string, count: number, timeZone: string): readonly Day[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index))
    .map((date) => dayOf(date, timeZone))
    .filter(({ hours }) => hours > 0);
}

function dayOf(date: string, timeZone: string): Day {
  const start = startOf(date, timeZone);
  const end = startOf(addDays(date, 1), timeZone);
  return {
    date,
    from: instantText(start),
    to: instantText(end),
    hours: (end.epochMilliseconds - start.epochMilliseconds) / 3_600_000,
    clockChanges: clockChangesIn(start, end),
  };
}

/** The first instant of a date; of a date that the zone skips, the first one after it. */
function startOf(date: string, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone);
}

export function hoursOf({ from, to }: Range, timeZone: string): readonly Hour[] {
  const endMs = Date.parse(to);
  const hours: Hour[] = [];
  for (let startMs = Date.parse(from); startMs < endMs; startMs += 3_600_000) {
    const start = zonedTime(new Date(startMs), timeZone);
    const end = zonedTime(new Date(Math.min(startMs + 3_600_000, endMs)), timeZone);
    hours.push({ from: instantText(start), to: instantText(end), label: clock(start.toPlainDateTime()) });
  }
  return hours;
}

function clockChangesIn(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): readonly string[] {
  const changes: string[] = [];
  // A transition at the very start of the day belongs to it.
  let last = start.subtract({ milliseconds: 1 });
  for (;;) {
    const next = last.getTimeZoneTransition("next");
    if (next === null || next.epochMilliseconds >= end.epochMilliseconds) return changes;
    changes.push(clockChangeAt(next));
    last = next;
  }
}

function clockChangeAt(transition: Temporal.ZonedDateTime): string {
  const offsetBefore = transition.subtract({ nanoseconds: 1 }).offsetNanoseconds;
  const after = transition.toPlainDateTime();
  const before = after.add({ nanoseconds: offsetBefore - transition.offsetNanoseconds });
  const isBack = Temporal.PlainDateTime.compare(after, before) < 0;
  const isShort = Math.abs(offsetBefore - transition.offsetNanoseconds) < 12 * 3_600_000_000_000;
  const text = (time: Temporal.PlainDateTime) =>
    isShort ? clock(time) : `${dateText(time.toPlainDate())} ${clock(time)}`;
  return `clocks go ${isBack ? "back" : "forward"} ${text(before)} → ${text(after)}`;
}

/** `Mon 30 Nov – Sun 6 Dec 2026` */
export function rangeTitle(days: readonly Day[]): string {
  const [first, last] = [days[0], days.at(-1)].map((day) => Temporal.PlainDate.from(day?.date ?? ""));
  if (first === undefined || last === undefined) return "";
  const end = `${dateText(last)} ${last.year}`;
  if (first.equals(last)) return end;
  return `${dateText(first)}${first.year === last.year ? "" : ` ${first.year}`} – ${end}`;
}

// Made once, because making one takes longer than all else in a row. A date is its midnight in UTC.
const dateFormat = new Intl.DateTimeFormat(locale, {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

/** `Mon 30 Nov` */
export function dateText(date: Temporal.PlainDate): string {
  return dateFormat.format(date.toZonedDateTime("UTC").epochMilliseconds).replace(",", "");
}

/** `14:30` */
export function clock(time: Temporal.PlainDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: "minute" });
}

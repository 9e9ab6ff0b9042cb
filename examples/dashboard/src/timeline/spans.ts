import { rangeText, zonedTime } from "../time";
import { clock, dateText } from "./days";

/** A time in which a window is open. */
export interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** `Mon 30 Nov 14:00 to 16:00`. It has years if one is not this year, and offsets for times that clocks show twice. */
export function spanText({ startsAt, endsAt }: Span, timeZone: string, now: Date): string {
  const [start, end] = [startsAt, endsAt].map((instant) => zonedTime(new Date(instant), timeZone)) as [
    Temporal.ZonedDateTime,
    Temporal.ZonedDateTime,
  ];
  const { year } = zonedTime(now, timeZone);
  const date = (time: Temporal.ZonedDateTime) =>
    `${dateText(time.toPlainDate())}${start.year === year && end.year === year ? "" : ` ${time.year}`}`;
  const isOneDay = start.toPlainDate().equals(end.toPlainDate());
  return `${date(start)} ${exactClock(start)} to ${isOneDay ? "" : `${date(end)} `}${exactClock(end)}`;
}

function exactClock(time: Temporal.ZonedDateTime): string {
  const local = time.toPlainDateTime();
  const isTwice = (["earlier", "later"] as const).some((disambiguation) => {
    const other = local.toZonedDateTime(time.timeZoneId, { disambiguation });
    return other.offsetNanoseconds !== time.offsetNanoseconds;
  });
  return isTwice ? `${clock(local)} (UTC${time.offset})` : clock(local);
}

/**
 * Local hours of a window that opens daily at a fixed UTC time: `08:00 – 16:00`, or with the first day of each change of clocks,
 * `08:00 – 16:00, from 29 Mar 09:00 – 17:00`.
 */
export function dailyHoursText(spans: readonly Span[], timeZone: string): string {
  const parts: string[] = [];
  let last = "";
  for (const { startsAt, endsAt } of spans) {
    const start = zonedTime(new Date(startsAt), timeZone);
    const end = zonedTime(new Date(endsAt), timeZone);
    const hours = rangeText(clock(start.toPlainDateTime()), clock(end.toPlainDateTime()));
    if (hours === last) continue;
    const [, day, month] = dateText(start.toPlainDate()).split(" ");
    parts.push(last === "" ? hours : `from ${day} ${month} ${hours}`);
    last = hours;
  }
  return parts.join(", ");
}

export function includes({ startsAt, endsAt }: Span, now: Date): boolean {
  return Date.parse(startsAt) <= now.getTime() && now.getTime() < Date.parse(endsAt);
}

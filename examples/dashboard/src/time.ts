/** A time range as RFC 3339 instants. Includes `from`, excludes `to`. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

export const locale = "en-GB";

/** Whether this is a date as in `2026-12-31`. */
export function isPlainDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

/** Keeps a text on one line, except after a dash. */
const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** Local time, with a date unless it is today: `14:30`, or `Tue 24 Nov, 14:30`, on one line. */
export function clockTime(instant: string, timeZone: string, now: Date): string {
  const time = zonedTime(new Date(instant), timeZone);
  const today = zonedTime(now, timeZone);
  const clock = time.toPlainTime().toString({ smallestUnit: "minute" });
  const part = (options: Intl.DateTimeFormatOptions) => formatDate(time.toPlainDate(), options);
  const date = `${part({ day: "numeric" })} ${part({ month: "short" })}`;
  if (time.toPlainDate().equals(today.toPlainDate())) return clock;
  return unbroken(
    time.year === today.year
      ? `${part({ weekday: "short" })} ${date}, ${clock}`
      : `${date} ${time.year}, ${clock}`,
  );
}

/**
 * A range of local time, with the dates that are needed: `14:00 – 16:00`, `today 22:00 – Wed 02:00` or `Tue 24 Nov, 14:00 – 16:00`.
 * A line can only end after its dash.
 */
export function timeRange(
  { startsAt, endsAt }: { readonly startsAt: string; readonly endsAt: string },
  timeZone: string,
  now: Date,
): string {
  const dayOf = (instant: Date) => zonedTime(instant, timeZone).toPlainDate();
  const [start, end] = [dayOf(new Date(startsAt)), dayOf(new Date(endsAt))];
  const clock = clockTime(endsAt, timeZone, new Date(endsAt));
  const from = clockTime(startsAt, timeZone, now);
  if (start.equals(end)) return rangeText(from, clock);
  // Without "today", the day of the end would seem to be that of the start.
  const fromDay = start.equals(dayOf(now)) ? `today ${from}` : from;
  const isSoonAfter = start.until(end).days < 7;
  const to = isSoonAfter
    ? `${formatDate(end, { weekday: "short" })} ${clock}`
    : clockTime(endsAt, timeZone, now);
  return rangeText(fromDay, to);
}

/** A range whose line can only end after the dash. */
export const rangeText = (from: string, to: string): string => `${unbroken(`${from} –`)} ${unbroken(to)}`;

const units = ["year", "month", "day", "hour", "minute", "second"] as const;
type Unit = (typeof units)[number];

/** Smallest unit to show for each largest one: a whole hour or day alone is too coarse. */
const precisions = {
  year: "year",
  month: "month",
  day: "hour",
  hour: "minute",
  minute: "minute",
  second: "second",
} as const satisfies Record<Unit, Unit>;

const abbreviations = { year: "y", month: "mo", day: "d", hour: "h", minute: "min", second: "s" } as const;

/** Rounded distance from now, on one line: `in 1 h 59 min`, `in 3 hours`, `20 minutes ago`. */
export function fromNow(instant: string, now: Date): string {
  const distanceIn = (smallestUnit: Unit) =>
    zonedTime(now, "UTC").until(zonedTime(new Date(instant), "UTC"), {
      largestUnit: "year",
      smallestUnit,
      roundingMode: "halfExpand",
    });
  const unitsOf = (distance: Temporal.Duration) => units.filter((unit) => distance[`${unit}s`] !== 0);

  const [largest = "second"] = unitsOf(distanceIn("second"));
  // The page's time is up to half a minute old.
  if (largest === "second") return Date.parse(instant) > now.getTime() ? "in less than a minute" : "just now";
  const distance = distanceIn(precisions[largest]);
  const shown = unitsOf(distance);
  const [unit = "minute"] = shown;
  if (shown.length < 2)
    return unbroken(new Intl.RelativeTimeFormat(locale).format(distance[`${unit}s`], unit));
  const text = shown.map((one) => `${Math.abs(distance[`${one}s`])} ${abbreviations[one]}`).join(" ");
  return unbroken(distance.sign < 0 ? `${text} ago` : `in ${text}`);
}

/** Converts a daily UTC time to the zone, at today's UTC offset. */
export function localTime(utcTime: string, timeZone: string, now: Date): string {
  const today = zonedTime(now, "UTC").withPlainTime(utcTime);
  return today.withTimeZone(timeZone).toPlainTime().toString({ smallestUnit: "minute" });
}

/**
 * Explains why the value of an `<input type="datetime-local">` is not exactly one instant in a zone; null if it is.
 * Clocks skip an hour when daylight saving starts, and repeat one when it ends. Guessing could place a window an hour off.
 */
export function problemOfInput(value: string, timeZone: string): string | null {
  const time = plainTimeOf(value);
  if (time === null) return null;
  const [earlier, later] = (["earlier", "later"] as const).map((disambiguation) =>
    time.toZonedDateTime(timeZone, { disambiguation }),
  );
  if (earlier === undefined || later === undefined || earlier.equals(later)) return null;
  const isTwice = earlier.toPlainDateTime().equals(time);
  return isTwice
    ? `This time occurs twice in ${timeZone} because clocks go back. Choose another time, or switch to UTC.`
    : `This time does not exist in ${timeZone} because clocks go forward. Choose another time.`;
}

/** Converts the value of an `<input type="datetime-local">` in a zone to an instant; null unless it is exactly one. */
export function instantOfInput(value: string, timeZone: string): string | null {
  const time = plainTimeOf(value);
  if (time === null || problemOfInput(value, timeZone) !== null) return null;
  return instantText(time.toZonedDateTime(timeZone));
}

/** Formats an instant for an `<input type="datetime-local">` in a zone. */
export function inputOf(instant: Date, timeZone: string): string {
  return zonedTime(instant, timeZone).toPlainDateTime().toString({ smallestUnit: "minute" });
}

export function zonedTime(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Each format is made once, because that takes longer than to use it. */
function formatDate(date: Temporal.PlainDate, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  formats.set(key, format);
  return format.format(date.toZonedDateTime("UTC").epochMilliseconds);
}

function plainTimeOf(value: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(value);
  } catch {
    return null;
  }
}

export function instantText(time: Temporal.ZonedDateTime): string {
  return time.toInstant().toString();
}

/** Converts a daily local time in the zone to UTC, at today's UTC offset: the opposite of `localTime`. */
export function utcTimeOf(time: string, timeZone: string, now: Date): string {
  const today = zonedTime(now, "UTC").startOfDay();
  // On a day when clocks change, one of these offsets is in force at the time that `localTime` would show.
  const [utcTime = "", other = utcTime] = [today, today.add({ days: 1 })].map(({ epochMilliseconds }) => {
    const { offsetNanoseconds } = zonedTime(new Date(epochMilliseconds), timeZone);
    const utc = Temporal.PlainTime.from(time).subtract({ nanoseconds: offsetNanoseconds });
    return utc.toString({ smallestUnit: "minute" });
  });
  return localTime(other, timeZone, now) === time ? other : utcTime;
}

/** The next date within a year from which a daily UTC time is at another local time; null if it stays the same. */
export function nextOtherLocalTime(
  utcTime: string,
  timeZone: string,
  now: Date,
): { readonly time: string; readonly date: string } | null {
  const start = zonedTime(now, timeZone);
  let change = start.getTimeZoneTransition("next");
  while (change !== null && change.offset === start.offset) change = change.getTimeZoneTransition("next");
  if (change === null || Temporal.ZonedDateTime.compare(change, start.add({ years: 1 })) > 0) return null;
  const time = Temporal.PlainTime.from(utcTime).add({ nanoseconds: change.offsetNanoseconds });
  return {
    time: time.toString({ smallestUnit: "minute" }),
    date: formatDate(change.toPlainDate(), { day: "numeric", month: "long" }),
  };
}

/** Moves an instant by an ISO 8601 duration. A day is a day of the zone, so that local hours stay the same. */
export function shifted(instant: string, duration: string, timeZone: string): string {
  return instantText(zonedTime(new Date(instant), timeZone).add(duration));
}

/** Weeks after which a past or present instant is in the future; at least one. */
export function weeksToFuture(instant: string, now: Date): number {
  const passedMs = now.getTime() - Date.parse(instant);
  return Math.max(1, Math.floor(passedMs / (7 * 86_400_000)) + 1);
}

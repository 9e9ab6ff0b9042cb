/** A time range as RFC 3339 instants. Includes `from`, excludes `to`. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** One day of the timeline. It has 23 or 25 hours when clocks change. */
export interface Day extends Range {
  readonly weekday: string;
  readonly date: string;
  readonly month: string;
}

const locale = "en-GB";

export const viewersTimeZone = (): string => Temporal.Now.timeZoneId();

export const timeZones = (): readonly string[] => [
  ...new Set([viewersTimeZone(), "UTC", ...Intl.supportedValuesOf("timeZone")]),
];

/** The local day of this instant in the zone, and the six days after it. */
export function weekOf(now: Date, timeZone: string): readonly Day[] {
  const today = zonedTime(now, timeZone).toPlainDate();
  return Array.from({ length: 7 }, (_, index) => {
    const day = today.add({ days: index });
    return {
      weekday: day.toLocaleString(locale, { weekday: "short" }),
      date: day.toLocaleString(locale, { day: "numeric" }),
      month: day.toLocaleString(locale, { month: "short" }),
      from: instantText(day.toZonedDateTime(timeZone)),
      to: instantText(day.add({ days: 1 }).toZonedDateTime(timeZone)),
    };
  });
}

/** Position of an instant in a range, from 0 (start) to 1 (end). Instants outside are clamped. */
export function placeIn({ from, to }: Range, instant: string): number {
  const start = Date.parse(from);
  return Math.min(1, Math.max(0, (Date.parse(instant) - start) / (Date.parse(to) - start)));
}

/** Local time, with a date unless it is today: `14:30`, or `Tue 24 Nov, 14:30`. */
export function clockTime(instant: string, timeZone: string, now: Date): string {
  const time = zonedTime(new Date(instant), timeZone);
  const today = zonedTime(now, timeZone);
  const clock = time.toPlainTime().toString({ smallestUnit: "minute" });
  const part = (options: Intl.DateTimeFormatOptions) => time.toPlainDate().toLocaleString(locale, options);
  const date = `${part({ day: "numeric" })} ${part({ month: "short" })}`;
  if (time.toPlainDate().equals(today.toPlainDate())) return clock;
  return time.year === today.year
    ? `${part({ weekday: "short" })} ${date}, ${clock}`
    : `${date} ${time.year}, ${clock}`;
}

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

/** Rounded distance from now: `in 1 h 59 min`, `in 3 hours`, `20 minutes ago`. */
export function fromNow(instant: string, now: Date): string {
  const distanceIn = (smallestUnit: Unit) =>
    zonedTime(now, "UTC").until(zonedTime(new Date(instant), "UTC"), {
      largestUnit: "year",
      smallestUnit,
      roundingMode: "halfExpand",
    });
  const unitsOf = (distance: Temporal.Duration) => units.filter((unit) => distance[`${unit}s`] !== 0);

  const [largest = "second"] = unitsOf(distanceIn("second"));
  const distance = distanceIn(precisions[largest]);
  const shown = unitsOf(distance);
  const [unit = "second"] = shown;
  if (shown.length < 2) return new Intl.RelativeTimeFormat(locale).format(distance[`${unit}s`], unit);
  const text = shown.map((one) => `${Math.abs(distance[`${one}s`])} ${abbreviations[one]}`).join(" ");
  return distance.sign < 0 ? `${text} ago` : `in ${text}`;
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

function zonedTime(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

function plainTimeOf(value: string): Temporal.PlainDateTime | null {
  try {
    return Temporal.PlainDateTime.from(value);
  } catch {
    return null;
  }
}

function instantText(time: Temporal.ZonedDateTime): string {
  return time.toInstant().toString();
}

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

export const viewersTimeZone = (): string => Temporal.Now.timeZoneId();

export const timeZones = (): readonly string[] => [
  ...new Set([viewersTimeZone(), "UTC", ...Intl.supportedValuesOf("timeZone")]),
];

/** The day of this instant on the wall clock of the zone, and the six after it. */
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

/** The position of an instant in a range: 0 at its start, 1 at its end, never outside. */
export function placeIn({ from, to }: Range, instant: string): number {
  const start = Date.parse(from);
  return Math.min(1, Math.max(0, (Date.parse(instant) - start) / (Date.parse(to) - start)));
}

/** Short if it is on the same day: `14:30`, or `Tue 24 Nov, 14:30`. */
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

/** `in 3 hours`, `20 minutes ago`. */
export function fromNow(instant: string, now: Date): string {
  const distance = zonedTime(now, "UTC").until(zonedTime(new Date(instant), "UTC"), { largestUnit: "years" });
  const unit = units.find((candidate) => distance[`${candidate}s`] !== 0) ?? "second";
  return new Intl.RelativeTimeFormat(locale).format(distance[`${unit}s`], unit);
}

/** A daily UTC minute on the wall clock of a zone, at its offset of today. */
export function localTime(utcTime: string, timeZone: string, now: Date): string {
  const today = zonedTime(now, "UTC").withPlainTime(utcTime);
  return today.withTimeZone(timeZone).toPlainTime().toString({ smallestUnit: "minute" });
}

/**
 * What is wrong with the value of an `<input type="datetime-local">` in a zone; null if it is one instant. Where daylight
 * saving begins, clocks skip an hour; where it ends, they show one twice. A window that is an hour off helps nobody, so
 * that such a time is not guessed.
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
    ? `In ${timeZone} this time occurs twice, because clocks go back. Choose another time, or the time zone UTC.`
    : `In ${timeZone} this time does not occur, because clocks go forward. Choose another time.`;
}

/** The value of an `<input type="datetime-local">` on the wall clock of a zone as an instant; null if it is none, or not one only. */
export function instantOfInput(value: string, timeZone: string): string | null {
  const time = plainTimeOf(value);
  if (time === null || problemOfInput(value, timeZone) !== null) return null;
  return instantText(time.toZonedDateTime(timeZone));
}

/** An instant as an `<input type="datetime-local">` takes it. */
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

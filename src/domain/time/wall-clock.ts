import type { Interval } from "./intervals.js";

/** An interval on the wall clock of one time zone. */
export interface LocalInterval {
  readonly timeZone: string;
  /** `YYYY-MM-DDTHH:MM:SS` */
  readonly startsAt: string;
  readonly endsAt: string;
  /** `+HH:MM`; differs from `endOffset` if daylight saving begins or ends within the interval. */
  readonly startOffset: string;
  readonly endOffset: string;
}

/** Whether the name is an IANA time zone in the runtime's database. Offsets such as `+02:00` are not. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch {
    return false;
  }
}

/** Converts an interval to the wall clock of a time zone. */
export function toLocalInterval({ startsAt, endsAt }: Interval, timeZone: string): LocalInterval {
  const starts = wallClockAt(startsAt, timeZone);
  const ends = wallClockAt(endsAt, timeZone);
  return {
    timeZone,
    startsAt: starts.time,
    endsAt: ends.time,
    startOffset: starts.offset,
    endOffset: ends.offset,
  };
}

/** The number of characters of an offset such as `+01:00`. */
const offsetLength = 6;

function wallClockAt(instant: Date, timeZone: string): { readonly time: string; readonly offset: string } {
  const text = Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ smallestUnit: "second", timeZoneName: "never" });
  return { time: text.slice(0, -offsetLength), offset: text.slice(-offsetLength) };
}

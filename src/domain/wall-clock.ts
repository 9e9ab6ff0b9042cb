import { DateTime } from "luxon";
import type { Interval } from "./intervals.js";

/** An opening on the wall clock of one time zone. */
export interface LocalInterval {
  readonly timeZone: string;
  /** `YYYY-MM-DDTHH:MM:SS` */
  readonly startsAt: string;
  readonly endsAt: string;
  /** `+HH:MM`; differs from `endOffset` where a daylight-saving change falls within. */
  readonly startOffset: string;
  readonly endOffset: string;
}

/** Whether this is an IANA name that the runtime's time-zone database knows; a bare offset is not. */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && canonicalName(name) !== null;
}

/** The same two instants as a clock in the zone shows them. */
export function onWallClock(interval: Interval, timeZone: string): LocalInterval {
  const zone = canonicalName(timeZone) ?? timeZone;
  const starts = DateTime.fromJSDate(interval.startsAt, { zone });
  const ends = DateTime.fromJSDate(interval.endsAt, { zone });
  return {
    timeZone,
    startsAt: starts.toFormat(wallClockFormat),
    endsAt: ends.toFormat(wallClockFormat),
    startOffset: starts.toFormat("ZZ"),
    endOffset: ends.toFormat("ZZ"),
  };
}

/**
 * The runtime's own name of a zone; null where it has none. luxon and ICU keep what they make of a zone under the name
 * that it is given, and a name may be spelt in as many ways as it has letters, large or small: only one is used.
 */
function canonicalName(timeZone: string): string | null {
  const anyCase = timeZone.toLowerCase();
  const known = canonicalNames.get(anyCase);
  if (known !== undefined) return known;
  try {
    const { timeZone: name } = new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions();
    canonicalNames.set(anyCase, name);
    return name;
  } catch {
    return null;
  }
}

/** Grows to the few hundred names of the database at the most. */
const canonicalNames = new Map<string, string>();

const wallClockFormat = "yyyy-MM-dd'T'HH:mm:ss";

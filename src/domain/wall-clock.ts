import { DateTime, IANAZone } from "luxon";
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
  return /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}

/** The same two instants as a clock in the zone shows them. */
export function onWallClock(interval: Interval, timeZone: string): LocalInterval {
  const zone = canonicalName(timeZone);
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
 * One of the few hundred names that the runtime has for its zones. luxon keeps a zone for ever under the name it is
 * given, and a name may be spelt in as many ways as it has letters, large or small.
 */
function canonicalName(timeZone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}

const wallClockFormat = "yyyy-MM-dd'T'HH:mm:ss";

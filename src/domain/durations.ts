import { DateTime, Duration } from "luxon";

/** A length of time as ISO 8601 writes it; months and years are those of the calendar in UTC. */
export type { Duration };

/** Null where the text is no ISO 8601 duration. */
export function parseDuration(text: string): Duration | null {
  // luxon also takes a lone `P`, a `T` with nothing after it, and signs, which ISO 8601 does not know.
  if (!/^P(?=[0-9T])(?!.*T$)[0-9A-Z.]*$/.test(text)) return null;
  const duration = Duration.fromISO(text);
  return duration.isValid ? duration : null;
}

/** In hours, minutes and seconds, e.g. `PT1H30M`. */
export function durationText(duration: Duration): string {
  return duration.shiftTo("hours", "minutes", "seconds").removeZeros().toISO() ?? "PT0S";
}

export function durationBetween(startsAt: Date, endsAt: Date): Duration {
  return Duration.fromMillis(endsAt.getTime() - startsAt.getTime());
}

/** An invalid date where there is no such instant any more. */
export function addDuration(instant: Date, duration: Duration): Date {
  return DateTime.fromJSDate(instant, { zone: "utc" }).plus(duration).toJSDate();
}

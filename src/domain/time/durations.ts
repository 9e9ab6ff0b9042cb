/** A length of time as ISO 8601 writes it. Months and years are those of the calendar in UTC. */
export type Duration = Temporal.Duration;

/** Each unit at most once, in this order. Temporal also takes signs, small letters, decimal commas and repeated units. */
const durationPattern =
  /^P(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?(?:T(?:[0-9.]+H)?(?:[0-9.]+M)?(?:[0-9.]+S)?)?$/;

/** Null if the text is no ISO 8601 duration. Of hours, minutes and seconds, the smallest unit may have a fraction. */
export function parseDuration(text: string): Duration | null {
  if (!durationPattern.test(text)) return null;
  try {
    return Temporal.Duration.from(text);
  } catch {
    return null;
  }
}

/** In hours, minutes and seconds, e.g. `PT1H30M`. */
export function durationText(duration: Duration): string {
  return duration.toString();
}

export function durationBetween(startsAt: Date, endsAt: Date): Duration {
  const milliseconds = endsAt.getTime() - startsAt.getTime();
  return Temporal.Duration.from({ milliseconds }).round({ largestUnit: "hours" });
}

/** The instant so much later; an invalid date if there is no such instant. */
export function addDuration(instant: Date, duration: Duration): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO("UTC");
  try {
    return new Date(start.add(duration).epochMilliseconds);
  } catch {
    return new Date(Number.NaN);
  }
}

/** Whether a parsed duration lasts for a second or longer. */
export function isAtLeastOneSecond({
  years,
  months,
  weeks,
  days,
  hours,
  minutes,
  seconds,
}: Duration): boolean {
  return years + months + weeks + days + hours + minutes + seconds > 0;
}

/** Whether a parsed duration has a fraction of a second. */
export function hasFraction({ milliseconds, microseconds, nanoseconds }: Duration): boolean {
  return milliseconds + microseconds + nanoseconds > 0;
}

/** An ISO 8601 duration. Months and years are calendar months and years in UTC. */
export type Duration = Temporal.Duration;

/** Each unit may appear once, in this order. Temporal also accepts signs, lower case, decimal commas and repeated units. */
const durationPattern =
  /^P(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?(?:T(?:[0-9.]+H)?(?:[0-9.]+M)?(?:[0-9.]+S)?)?$/;

/**
 * Parses an ISO 8601 duration; returns null for any other text. The smallest unit may have a fraction if it is hours,
 * minutes or seconds.
 */
export function parseDuration(text: string): Duration | null {
  if (!durationPattern.test(text)) return null;
  try {
    return Temporal.Duration.from(text);
  } catch {
    return null;
  }
}

/** Formats a duration as ISO 8601, e.g. `PT1H30M`. */
export function durationText(duration: Duration): string {
  return duration.toString();
}

export function durationBetween(startsAt: Date, endsAt: Date): Duration {
  const milliseconds = endsAt.getTime() - startsAt.getTime();
  return Temporal.Duration.from({ milliseconds }).round({ largestUnit: "hours" });
}

/** Returns the instant plus the duration; an invalid date if the result is out of range. */
export function addDuration(instant: Date, duration: Duration): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO("UTC");
  try {
    return new Date(start.add(duration).epochMilliseconds);
  } catch {
    return new Date(Number.NaN);
  }
}

/** Whether the duration always takes the same time. Months and years do not. */
export function hasFixedLength({ years, months }: Duration): boolean {
  return years + months === 0;
}

/** Whether a parsed duration is one second or longer. */
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

/** A half-open interval: it includes `startsAt` and excludes `endsAt`. */
export interface Interval {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whether the interval contains the instant. */
export function contains(interval: Interval, instant: Date): boolean {
  // Comparing numbers takes a fraction of the time of comparing dates.
  const ms = instant.getTime();
  return interval.startsAt.getTime() <= ms && ms < interval.endsAt.getTime();
}

/** Whether two intervals share an instant. Adjacent intervals do not; an empty interval never does. */
export function overlap(left: Interval, right: Interval): boolean {
  return !isEmpty(left) && !isEmpty(right) && left.startsAt < right.endsAt && right.startsAt < left.endsAt;
}

export function isEmpty(interval: Interval): boolean {
  return interval.endsAt.getTime() <= interval.startsAt.getTime();
}

/** A half-open span of time: `startsAt` belongs to it, `endsAt` does not. */
export interface Interval {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** Whether the instant lies within the span. */
export function contains(interval: Interval, instant: Date): boolean {
  return interval.startsAt <= instant && instant < interval.endsAt;
}

/** Whether two half-open spans share an instant; spans that only touch do not, and an empty span never does. */
export function overlap(left: Interval, right: Interval): boolean {
  return !isEmpty(left) && !isEmpty(right) && left.startsAt < right.endsAt && right.startsAt < left.endsAt;
}

export function isEmpty(interval: Interval): boolean {
  return interval.endsAt <= interval.startsAt;
}

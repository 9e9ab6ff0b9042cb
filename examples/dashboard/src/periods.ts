import { locale } from "./time";

/** Whether the gateway can check this ISO 8601 duration: at most 31 days, and without months or years. */
export function isCheckablePeriod(text: string): boolean {
  try {
    const period = Temporal.Duration.from(text);
    const seconds = period.total({ unit: "second", relativeTo: "2000-01-01" });
    return period.years === 0 && period.months === 0 && seconds > 0 && seconds <= 31 * 86_400;
  } catch {
    return false;
  }
}

/** An ISO 8601 duration in words: `45 minutes`. */
export function periodName(period: string): string {
  return durationFormat.format(Temporal.Duration.from(period));
}

const durationFormat = new Intl.DurationFormat(locale, { style: "long" });

/** The time from now on that an ISO 8601 duration covers: `the next 45 minutes`, or `the next hour`. */
export function nextPeriodName(period: string): string {
  return `the next ${periodName(period).replace(/^1 (\w+)$/, "$1")}`;
}

import { locale } from "./time";

/**
 * Reads a period that the gateway can check: whole seconds up to 31 days, without months or years. Returns it as the gateway writes it
 * (`PT45M` for `pt45m`), or null if the gateway cannot check the text.
 */
export function checkablePeriod(text: string): string | null {
  try {
    const period = Temporal.Duration.from(text);
    const seconds = period.total({ unit: "second", relativeTo: "2000-01-01" });
    const isChecked =
      period.years === 0 &&
      period.months === 0 &&
      Number.isInteger(seconds) &&
      seconds > 0 &&
      seconds <= 31 * 86_400;
    return isChecked ? period.toString() : null;
  } catch {
    return null;
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

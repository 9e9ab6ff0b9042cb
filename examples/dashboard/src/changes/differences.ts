import { statusNames } from "../names";
import { clockTime, localTime } from "../time";
import type { Changed } from "./answers";

/** One value of a window before and after a change. `before` is null for a new window, `after` for a deleted one. */
export interface Difference {
  readonly label: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A window before or after a change. */
export type Side = Changed["window"] | NonNullable<Changed["previous"]>;

/** What the change does to the window: only values that differ. Times are in the zone. */
export function differencesOf(
  { __typename, window, previous }: Changed,
  timeZone: string,
  now: Date,
): readonly Difference[] {
  const after = shownValues(window, timeZone, now);
  if (previous === null) return rowsOf(null, after);
  const before = shownValues(previous, timeZone, now);
  return rowsOf(before, __typename === "DatadogMaintenanceWindowDeleted" ? null : after);
}

function rowsOf(before: Shown | null, after: Shown | null): readonly Difference[] {
  const isWhole = before === null || after === null;
  return (
    labels
      // The name and the status of a whole window are known: one is its title, and the other follows from its times.
      .filter((label) => !(isWhole && (label === "Name" || label === "Status")))
      .map((label) => ({ label, before: before?.[label] ?? null, after: after?.[label] ?? null }))
      .filter((difference) => difference.before !== difference.after)
  );
}

const labels = ["Name", "Starts", "Ends", "Daily", "Status", "Query"] as const;
type Shown = Partial<Record<(typeof labels)[number], string>>;

function shownValues(window: Side, timeZone: string, now: Date): Shown {
  const Status = statusNames[window.status];
  if (window.__typename === "FlinkMaintenanceWindow") {
    return { Status, Daily: dailyHours(window, timeZone, now) };
  }
  const time = (instant: string) => clockTime(instant, timeZone, now);
  const { name, query, startsAt, endsAt } = window;
  return {
    Name: name,
    Query: query === "" ? "All cases" : query,
    Starts: time(startsAt),
    Ends: time(endsAt),
    Status,
  };
}

/** The times of a window: `Mon 23 Nov, 09:00 – 10:30`, or `06:00 – 14:00` each day. */
export function hoursOf(window: Side, timeZone: string, now: Date): string {
  if (window.__typename === "FlinkMaintenanceWindow") return dailyHours(window, timeZone, now);
  const { startsAt, endsAt } = window;
  // The end has a date only if it is on another day than the start.
  return `${clockTime(startsAt, timeZone, now)} – ${clockTime(endsAt, timeZone, new Date(startsAt))}`;
}

function dailyHours(
  { startTime, endTime }: { readonly startTime: string; readonly endTime: string },
  timeZone: string,
  now: Date,
): string {
  return `${localTime(startTime, timeZone, now)} – ${localTime(endTime, timeZone, now)}`;
}

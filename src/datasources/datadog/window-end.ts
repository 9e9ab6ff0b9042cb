import { invalidArgument } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import type { Duration } from "../../domain/time/durations.js";
import { addDuration, isAtLeastOneSecond } from "../../domain/time/durations.js";
import { latestInstant } from "../../domain/time/instants.js";
import type { DatadogWindowValues } from "./model.js";
import { violation } from "./violation.js";
import type { WindowCreationInput } from "./window-input.js";

/** Datadog keeps no fraction of a second. */
export function toWholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

/** The end of a new window; undefined if neither `endsAt` nor `duration` gives one. */
export function endOf({ startsAt, endsAt, duration }: WindowCreationInput): Date | undefined {
  if (endsAt) return endsAt;
  if (!startsAt || !duration) return undefined;
  const end = addDuration(startsAt, duration);
  return end <= latestInstant ? end : undefined;
}

/** The end of a window that is to end now; throws for one that has not begun. Null where it has ended already. */
export function endNow({ startsAt, endsAt }: DatadogWindowValues, now: Date): Date | null {
  if (endsAt <= now) return null;
  if (startsAt > now) {
    const message = `The window has not begun: it starts at ${startsAt.toISOString()}. Delete it instead, or move it with updateDatadogMaintenanceWindow.`;
    throw invalidArgument([violation("id", "ENDS_BEFORE_START", message)]);
  }
  // One that began within this very second must still last for one.
  return new Date(Math.max(toWholeSeconds(now).getTime(), startsAt.getTime() + 1000));
}

/** The end of a window that is to last longer by so much. */
export function extendedEnd({ endsAt }: DatadogWindowValues, by: Duration, now: Date): Date {
  if (!isAtLeastOneSecond(by)) throw invalidArgument([tooShort("by")]);
  const later = toWholeSeconds(addDuration(endsAt, by));
  if (!(later <= latestInstant)) throw invalidArgument([tooLate("by")]);
  if (later <= now) {
    const message = `The window ended at ${endsAt.toISOString()}: extended by so little it would still have ended. Give a longer time, or create a new window.`;
    throw invalidArgument([violation("by", "ENDS_IN_PAST", message)]);
  }
  return later;
}

export function tooShort(field: string): Violation {
  return violation(field, "OUT_OF_RANGE", `${field} must be a second or longer, such as PT2H.`);
}

export function tooLate(field: string): Violation {
  return violation(field, "OUT_OF_RANGE", `${field} is too long: the window would end after the year 9999.`);
}

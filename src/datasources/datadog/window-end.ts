import { invalidArgument } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import type { Duration } from "../../domain/time/durations.js";
import { addDuration, isAtLeastOneSecond } from "../../domain/time/durations.js";
import { latestInstant } from "../../domain/time/instants.js";
import type { DatadogWindowValues } from "./model.js";
import { violation } from "./violation.js";
import type { WindowCreationInput } from "./window-input.js";

/** Truncates to whole seconds, as Datadog does. */
export function toWholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

/** Returns the end of a new window; undefined if neither `endsAt` nor `duration` sets a valid one. */
export function endOf({ startsAt, endsAt, duration }: WindowCreationInput): Date | undefined {
  if (endsAt) return endsAt;
  if (!startsAt || !duration) return undefined;
  const end = addDuration(startsAt, duration);
  return end <= latestInstant ? end : undefined;
}

/** Returns the new end of a window that should end now; null if it has already ended. Throws if it has not started. */
export function endNow({ startsAt, endsAt }: DatadogWindowValues, now: Date): Date | null {
  if (endsAt <= now) return null;
  if (startsAt > now) {
    const message = `The window has not started: it starts at ${startsAt.toISOString()}. Delete it instead, or move it with \`updateDatadogMaintenanceWindow\`.`;
    throw invalidArgument([violation("id", "ENDS_BEFORE_START", message)]);
  }
  // A window that started within the current second must still last for one second.
  return new Date(Math.max(toWholeSeconds(now).getTime(), startsAt.getTime() + 1000));
}

/** Returns the end of a window that is extended by a duration. */
export function extendedEnd({ endsAt }: DatadogWindowValues, by: Duration, now: Date): Date {
  if (!isAtLeastOneSecond(by)) throw invalidArgument([tooShort("by")]);
  const later = toWholeSeconds(addDuration(endsAt, by));
  if (!(later <= latestInstant)) throw invalidArgument([tooLate("by")]);
  if (later <= now) {
    const message = `The window ended at ${endsAt.toISOString()}. Extended by this duration, it would still end in the past. Set a longer \`by\`, or create a new window.`;
    throw invalidArgument([violation("by", "ENDS_IN_PAST", message)]);
  }
  return later;
}

export function tooShort(field: string): Violation {
  return violation(field, "OUT_OF_RANGE", `\`${field}\` must be at least one second, for example PT2H.`);
}

export function tooLate(field: string): Violation {
  return violation(
    field,
    "OUT_OF_RANGE",
    `\`${field}\` is too long: the window must not end after the year 9999.`,
  );
}

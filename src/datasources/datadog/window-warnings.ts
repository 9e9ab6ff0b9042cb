import { hasFraction } from "../../domain/time/durations.js";
import { overlap } from "../../domain/time/intervals.js";
import { hourMs } from "../../domain/time/units.js";
import type { MaintenanceWarning, WarningCode } from "../../domain/windows/change-results.js";
import { isBroadQuery } from "./broad-query.js";
import type { DatadogMaintenanceWindow, DatadogWindowValues } from "./model.js";
import { toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput } from "./window-input.js";

/** What the values of a window are judged by. */
export interface WarningContext {
  readonly now: Date;
  /** From which length on a window is unusually long. */
  readonly longWindowMs: number;
  /** Every window of the source but the one itself. */
  readonly others: readonly DatadogMaintenanceWindow[];
}

/** What the caller should know of a window's values although they are accepted; fields that were not given pass. */
export function warningsOf(
  given: WindowCreationInput,
  values: DatadogWindowValues,
  { now, longWindowMs, others }: WarningContext,
): readonly MaintenanceWarning[] {
  const movesEnd = Boolean(given.endsAt ?? given.duration);
  const endField = given.endsAt ? "endsAt" : given.duration ? "duration" : null;
  const lengthMs = values.endsAt.getTime() - values.startsAt.getTime();
  const warnings: MaintenanceWarning[] = [];
  for (const field of ["startsAt", "endsAt"] as const) {
    const instant = given[field];
    if (instant && toWholeSeconds(instant).getTime() !== instant.getTime()) {
      warnings.push(cutToSeconds(field));
    }
  }
  if (given.duration && hasFraction(given.duration)) warnings.push(cutToSeconds("duration"));
  if (given.startsAt && values.startsAt < now && values.endsAt > now) {
    const message = "The start is in the past: the window is open at once.";
    warnings.push(warning("startsAt", "STARTS_IN_PAST", message));
  }
  if (values.endsAt <= now) {
    warnings.push(warning(endField, "ALREADY_ENDED", "The window has ended and will not open again."));
  }
  if ((movesEnd || given.startsAt) && lengthMs > longWindowMs) {
    const message = `The window is open for ${inWords(lengthMs)}, which is unusually long (more than ${inWords(longWindowMs)}).`;
    warnings.push(warning(endField ?? "startsAt", "LONG_WINDOW", message));
  }
  if (typeof given.query === "string" && isBroadQuery(given.query)) {
    const message = "The query matches every case: all case notifications are suppressed.";
    warnings.push(warning("query", "BROAD_QUERY", message));
  }
  const changesExtent = movesEnd || Boolean(given.startsAt) || typeof given.query === "string";
  return changesExtent ? [...warnings, ...overlapOf(values, now, others)] : warnings;
}

/** That another window of the same query is open at a time when this one is, now or later. */
function overlapOf(
  values: DatadogWindowValues,
  now: Date,
  others: readonly DatadogMaintenanceWindow[],
): readonly MaintenanceWarning[] {
  if (values.endsAt <= now) return [];
  const overlapping = others.filter(
    (other) => other.endsAt > now && overlap(other, values) && isSameQuery(other.query, values.query),
  );
  const [first] = overlapping;
  if (first === undefined) return [];
  const more = overlapping.length > 1 ? ` So have ${overlapping.length - 1} more.` : "";
  const message = `"${first.name}" (${first.id}) has the same query and is open at the same time, from ${first.startsAt.toISOString()} to ${first.endsAt.toISOString()}.${more}`;
  return [warning(null, "OVERLAPS_EXISTING", message)];
}

function isSameQuery(left: string, right: string): boolean {
  return normalizeWhitespace(left) === normalizeWhitespace(right);
}

/** As it would be read: white space at the ends, and how much of it there is, says next to nothing. */
export function normalizeWhitespace(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** In whole days where it is some, else in hours. */
function inWords(lengthMs: number): string {
  const hours = Math.round(lengthMs / hourMs);
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${hours} hours`;
}

export function cutToSeconds(field: string): MaintenanceWarning {
  return warning(field, "SUBSECOND_TRUNCATED", `Datadog keeps whole seconds: ${field} was cut to them.`);
}

/** Of a field that was given, or of the whole change. */
function warning(field: string | null, code: WarningCode, message: string): MaintenanceWarning {
  return { code, message, path: field === null ? null : ["input", field] };
}

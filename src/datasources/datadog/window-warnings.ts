import { compareText } from "../../domain/lists/pages.js";
import { hasFraction } from "../../domain/time/durations.js";
import { overlap } from "../../domain/time/intervals.js";
import { hourMs } from "../../domain/time/units.js";
import type { MaintenanceWarning, WarningCode } from "../../domain/windows/change-results.js";
import { maxRelatedWindows } from "../../domain/windows/change-results.js";
import { isBroadQuery } from "./broad-query.js";
import type { DatadogMaintenanceWindow, DatadogWindowValues } from "./model.js";
import { toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput } from "./window-input.js";
import type { WindowList } from "./window-list.js";

/** What warnings depend on besides the window itself. */
export interface WarningContext {
  readonly now: Date;
  /** Windows longer than this get a warning. */
  readonly longWindowMs: number;
  /** All windows of the source, of which this is one if it exists. */
  readonly known: WindowList;
  /** Id of this window; null if it does not exist yet. */
  readonly id: string | null;
}

/** Returns the warnings about a window's values. Fields that the caller did not set are not checked. */
export function warningsOf(
  given: WindowCreationInput,
  values: DatadogWindowValues,
  context: WarningContext,
): readonly MaintenanceWarning[] {
  const { now, longWindowMs } = context;
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
    const message = "The start is in the past, so the window is open immediately.";
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
    const message = "This query matches every case, so the window mutes all notifications.";
    warnings.push(warning("query", "BROAD_QUERY", message));
  }
  const changesExtent = movesEnd || Boolean(given.startsAt) || typeof given.query === "string";
  return changesExtent ? [...warnings, ...overlapOf(values, context)] : warnings;
}

/** Warns if another window with the same query overlaps this one, now or later, or if that cannot be checked completely. */
function overlapOf(values: DatadogWindowValues, context: WarningContext): readonly MaintenanceWarning[] {
  if (values.endsAt <= context.now) return [];
  const unknownCount = context.known.unreadable.filter(
    ({ key }) => key === null || key !== context.id,
  ).length;
  if (unknownCount === 0) return knownOverlapOf(values, context);
  const windows = unknownCount === 1 ? "1 window" : `${unknownCount} windows`;
  const message = `The gateway could not read ${windows} of this source, so it does not know whether they overlap this one. \`sources\` of a list names them in \`unreadable\`.`;
  return [...knownOverlapOf(values, context), warning(null, "OVERLAPS_UNKNOWN", message)];
}

function knownOverlapOf(
  values: DatadogWindowValues,
  { now, known, id }: WarningContext,
): readonly MaintenanceWarning[] {
  const overlapping = known
    .withQuery(values.query)
    .filter((other) => other.id !== id && other.endsAt > now && overlap(other, values))
    .sort(compareStarts);
  const [first, ...others] = overlapping;
  if (first === undefined) return [];
  const subject =
    others.length === 0
      ? `"${first.name}" has the same query and is`
      : `"${first.name}" and ${others.length} other window${others.length === 1 ? "" : "s"} have the same query and are`;
  const related = { windows: overlapping.slice(0, maxRelatedWindows), count: overlapping.length };
  return [{ ...warning(null, "OVERLAPS_EXISTING", `${subject} open at the same time.`), related }];
}

function compareStarts(left: DatadogMaintenanceWindow, right: DatadogMaintenanceWindow): number {
  return left.startsAt.getTime() - right.startsAt.getTime() || compareText(left.id, right.id);
}

/** Formats a length of time in hours or, from 48 hours, in days. */
function inWords(lengthMs: number): string {
  const hours = Math.round(lengthMs / hourMs);
  return hours >= 48 ? `${Math.round(hours / 24)} days` : `${hours} hours`;
}

export function cutToSeconds(field: string): MaintenanceWarning {
  return warning(
    field,
    "SUBSECOND_TRUNCATED",
    `Datadog stores whole seconds, so \`${field}\` was truncated.`,
  );
}

/** Returns a warning about an input field, or about the whole change if `field` is null. */
function warning(field: string | null, code: WarningCode, message: string): MaintenanceWarning {
  return { code, message, path: field === null ? null : ["input", field] };
}

import type { MaintenanceWarning } from "../../domain/changes.js";
import type { Violation, ViolationCode } from "../../domain/errors.js";
import { invalid } from "../../domain/errors.js";
import type { DatadogWindowValues } from "./model.js";

/** What a caller may send; null stands for an explicit null. */
export type GivenValues = {
  readonly [Name in keyof DatadogWindowValues]?: DatadogWindowValues[Name] | null | undefined;
};

/** Datadog publishes no limits; these only keep absurd texts out. */
const maxLengths = { name: 1_000, query: 10_000 } as const;

const fields = ["name", "query", "startsAt", "endsAt"] as const;

/** The values of a new window as Datadog will keep them; throws every violation at once, `others` among them. */
export function valuesOfCreation(
  given: GivenValues,
  allowBroadQuery: boolean,
  now: Date,
  others: readonly Violation[],
): DatadogWindowValues {
  const { name, query, startsAt, endsAt } = given;
  const violations = [
    ...others,
    ...fields
      .filter((field) => given[field] === undefined || given[field] === null)
      .map((field) => violation(field, "REQUIRED", `input.${field} is required.`)),
    ...violationsOfTexts(given, allowBroadQuery),
    ...(startsAt && endsAt ? violationsOfOrder(given, startsAt, endsAt) : []),
    ...(endsAt && toWholeSeconds(endsAt) <= now
      ? [violation("endsAt", "ENDS_IN_PAST", "input.endsAt is in the past: the window would never open.")]
      : []),
  ];
  if (
    violations.length > 0 ||
    typeof name !== "string" ||
    typeof query !== "string" ||
    !startsAt ||
    !endsAt
  ) {
    throw invalid(violations);
  }
  return { name, query, startsAt: toWholeSeconds(startsAt), endsAt: toWholeSeconds(endsAt) };
}

/** Throws everything that is wrong with a change, as far as it shows without the window. */
export function checkChange(given: GivenValues, allowBroadQuery: boolean): void {
  const { startsAt, endsAt } = given;
  const violations: Violation[] = [
    ...fields
      .filter((field) => given[field] === null)
      .map((field) => violation(field, "REQUIRED", `input.${field} can't be null; leave it out to keep it.`)),
    ...violationsOfTexts(given, allowBroadQuery),
    ...(startsAt && endsAt ? violationsOfOrder(given, startsAt, endsAt) : []),
  ];
  if (fields.every((field) => given[field] === undefined)) {
    const message = "Give at least one of name, query, startsAt and endsAt.";
    violations.push({ path: ["input"], code: "NOTHING_TO_CHANGE", message });
  }
  if (violations.length > 0) throw invalid(violations);
}

/** The values of a window after a change that was checked before; throws where they do not fit together. */
export function valuesOfChange(given: GivenValues, current: DatadogWindowValues): DatadogWindowValues {
  const values = {
    name: given.name ?? current.name,
    query: given.query ?? current.query,
    startsAt: given.startsAt ? toWholeSeconds(given.startsAt) : current.startsAt,
    endsAt: given.endsAt ? toWholeSeconds(given.endsAt) : current.endsAt,
  };
  const movesTimes = Boolean(given.startsAt ?? given.endsAt);
  const violations = movesTimes ? violationsOfOrder(given, values.startsAt, values.endsAt) : [];
  if (violations.length > 0) throw invalid(violations);
  return values;
}

/** The values that differ, which is all that Datadog needs to be sent. */
export function differences(
  current: DatadogWindowValues,
  values: DatadogWindowValues,
): Partial<DatadogWindowValues> {
  return {
    ...(values.name === current.name ? {} : { name: values.name }),
    ...(values.query === current.query ? {} : { query: values.query }),
    ...(isSameSecond(values.startsAt, current.startsAt) ? {} : { startsAt: values.startsAt }),
    ...(isSameSecond(values.endsAt, current.endsAt) ? {} : { endsAt: values.endsAt }),
  };
}

/** What the caller should know of the values although they are accepted. */
export function warningsOf(
  given: GivenValues,
  values: DatadogWindowValues,
  now: Date,
): readonly MaintenanceWarning[] {
  const warnings: MaintenanceWarning[] = [];
  for (const field of ["startsAt", "endsAt"] as const) {
    if (given[field] && given[field].getTime() !== values[field].getTime()) {
      warnings.push(
        warning(field, "SUBSECOND_TRUNCATED", `Datadog keeps whole seconds: input.${field} was cut to them.`),
      );
    }
  }
  if (given.startsAt && values.startsAt < now && values.endsAt > now) {
    warnings.push(
      warning("startsAt", "STARTS_IN_PAST", "The start is in the past: the window is open at once."),
    );
  }
  if (values.endsAt <= now) {
    const field = given.endsAt ? "endsAt" : null;
    warnings.push(warning(field, "ALREADY_ENDED", "The window has ended and will not open again."));
  }
  if (typeof given.query === "string" && isBroad(given.query)) {
    warnings.push(
      warning("query", "BROAD_QUERY", "The query matches every case: all case notifications are suppressed."),
    );
  }
  return warnings;
}

/** Datadog keeps no fraction of a second. */
function toWholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}

function isSameSecond(left: Date, right: Date): boolean {
  return toWholeSeconds(left).getTime() === toWholeSeconds(right).getTime();
}

/** A range that is empty or runs backward would never open. The violation is of a field that was given. */
function violationsOfOrder(given: GivenValues, startsAt: Date, endsAt: Date): readonly Violation[] {
  const [starts, ends] = [toWholeSeconds(startsAt), toWholeSeconds(endsAt)];
  if (ends > starts) return [];
  const message = `The window must end after it starts; in whole seconds it would run from ${starts.toISOString()} to ${ends.toISOString()}.`;
  return [violation(given.endsAt ? "endsAt" : "startsAt", "ENDS_BEFORE_START", message)];
}

function violationsOfTexts(given: GivenValues, allowBroadQuery: boolean): readonly Violation[] {
  const violations: Violation[] = [];
  if (given.name?.trim() === "") violations.push(violation("name", "REQUIRED", "input.name is blank."));
  for (const field of ["name", "query"] as const) {
    if ([...(given[field] ?? "")].length > maxLengths[field]) {
      const message = `input.${field} is longer than ${maxLengths[field]} characters.`;
      violations.push(violation(field, "TOO_LONG", message));
    }
  }
  if (typeof given.query === "string" && isBroad(given.query) && !allowBroadQuery) {
    const message =
      "input.query matches every case, so that all case notifications would be suppressed. Narrow it, or set allowBroadQuery.";
    violations.push(violation("query", "BROAD_QUERY", message));
  }
  return violations;
}

/** Empty, or nothing but wildcards: `*`, `*:*`, `(* OR *:*)`. */
function isBroad(query: string): boolean {
  return /^(?:[\s*:()]|\b(?:AND|OR)\b)*$/.test(query);
}

function violation(field: string, code: ViolationCode, message: string): Violation {
  return { path: ["input", field], code, message };
}

/** Of a field that was given, or of the whole change. */
function warning(
  field: string | null,
  code: MaintenanceWarning["code"],
  message: string,
): MaintenanceWarning {
  return { code, message, path: field === null ? null : ["input", field] };
}

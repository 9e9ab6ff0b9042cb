import { invalidArgument } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import { isAtLeastOneSecond } from "../../domain/time/durations.js";
import { isBroadQuery } from "./broad-query.js";
import { maxLengths } from "./constants.js";
import type { DatadogWindowValues } from "./model.js";
import { violation } from "./violation.js";
import { endOf, tooLate, tooShort, toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput, WindowInput } from "./window-input.js";

const fields = ["name", "query", "startsAt", "endsAt"] as const;

/** The values of a new window as Datadog will keep them (null where there are none), and everything that is wrong with them. */
export function checkCreation(
  given: WindowCreationInput,
  allowBroadQuery: boolean,
  now: Date,
): { readonly values: DatadogWindowValues | null; readonly violations: readonly Violation[] } {
  const { name, query, startsAt, duration } = given;
  const endsAt = endOf(given);
  const endField = given.endsAt ? "endsAt" : "duration";
  const violations = [
    ...(["name", "query", "startsAt"] as const)
      .filter((field) => given[field] === undefined || given[field] === null)
      .map((field) => violation(field, "REQUIRED", `${field} is required.`)),
    ...violationsOfLength(given),
    ...violationsOfTexts(given, allowBroadQuery),
    ...violationsOfKey(given.idempotencyKey ?? null),
    ...(startsAt && endsAt && (given.endsAt || (duration && isAtLeastOneSecond(duration)))
      ? violationsOfOrder(endField, startsAt, endsAt)
      : []),
    ...(endsAt && toWholeSeconds(endsAt) <= now
      ? [
          violation(
            endField,
            "ENDS_IN_PAST",
            `The window would have ended at ${toWholeSeconds(endsAt).toISOString()}: it would never open.`,
          ),
        ]
      : []),
  ];
  if (typeof name !== "string" || typeof query !== "string" || !startsAt || !endsAt) {
    return { values: null, violations };
  }
  const values = { name, query, startsAt: toWholeSeconds(startsAt), endsAt: toWholeSeconds(endsAt) };
  return { values, violations };
}

/** Throws everything that is wrong with a change, as far as it shows without the window. */
export function checkChange(given: WindowInput, allowBroadQuery: boolean): void {
  const { startsAt, endsAt } = given;
  const violations: Violation[] = [
    ...fields
      .filter((field) => given[field] === null)
      .map((field) => violation(field, "REQUIRED", `${field} can't be null; leave it out to keep it.`)),
    ...violationsOfTexts(given, allowBroadQuery),
    ...(startsAt && endsAt ? violationsOfOrder("endsAt", startsAt, endsAt) : []),
  ];
  if (fields.every((field) => given[field] === undefined)) {
    const message = "Give at least one of name, query, startsAt and endsAt.";
    violations.push({ path: ["input"], code: "NOTHING_TO_CHANGE", message });
  }
  if (violations.length > 0) throw invalidArgument(violations);
}

/** The given values as Datadog will keep them; throws where they do not fit those that the window has. */
export function valuesOfChange(
  given: WindowInput,
  current: DatadogWindowValues,
): Partial<DatadogWindowValues> {
  const startsAt = given.startsAt ? toWholeSeconds(given.startsAt) : undefined;
  const endsAt = given.endsAt ? toWholeSeconds(given.endsAt) : undefined;
  if (startsAt ?? endsAt) {
    const field = endsAt === undefined ? "startsAt" : "endsAt";
    const violations = violationsOfOrder(field, startsAt ?? current.startsAt, endsAt ?? current.endsAt);
    if (violations.length > 0) throw invalidArgument(violations);
  }
  return {
    ...(given.name ? { name: given.name } : {}),
    ...(typeof given.query === "string" ? { query: given.query } : {}),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function violationsOfLength(given: WindowCreationInput): readonly Violation[] {
  const { startsAt, endsAt, duration } = given;
  if (!duration) {
    return endsAt ? [] : [violation("endsAt", "REQUIRED", "endsAt is required, or duration in its place.")];
  }
  if (endsAt) {
    const message = "Give either endsAt or duration, not both.";
    return [violation("duration", "MUTUALLY_EXCLUSIVE", message)];
  }
  if (!isAtLeastOneSecond(duration)) return [tooShort("duration")];
  return startsAt && endOf(given) === undefined ? [tooLate("duration")] : [];
}

/** A range that is empty or runs backward would never open. The violation is of a field that was given. */
function violationsOfOrder(field: string, startsAt: Date, endsAt: Date): readonly Violation[] {
  const [starts, ends] = [toWholeSeconds(startsAt), toWholeSeconds(endsAt)];
  if (ends > starts) return [];
  const message = `The window must end after it starts; in whole seconds it would run from ${starts.toISOString()} to ${ends.toISOString()}.`;
  return [violation(field, "ENDS_BEFORE_START", message)];
}

function violationsOfTexts(given: WindowInput, allowBroadQuery: boolean): readonly Violation[] {
  const violations: Violation[] = [];
  if (typeof given.name === "string" && !isTooLong("name", given.name) && isBlank(given.name)) {
    violations.push(violation("name", "REQUIRED", "name is blank."));
  }
  for (const field of ["name", "query"] as const) {
    const text = given[field] ?? "";
    if (isTooLong(field, text)) {
      violations.push(tooLong(field));
      continue;
    }
    // A line break is for those who write a query in an editor.
    if (/[^\P{Cc}\t\n\r]/u.test(text)) {
      violations.push(violation(field, "MALFORMED", `${field} holds control characters.`));
    }
  }
  const { query } = given;
  if (typeof query === "string" && !allowBroadQuery && !isTooLong("query", query) && isBroadQuery(query)) {
    const message =
      "query matches every case, so that all case notifications would be suppressed. Narrow it, or set allowBroadQuery.";
    violations.push(violation("query", "BROAD_QUERY", message));
  }
  return violations;
}

function violationsOfKey(key: string | null): readonly Violation[] {
  if (key === null) return [];
  if (key.length > maxLengths.idempotencyKey) return [tooLong("idempotencyKey")];
  if (/^[\x21-\x7E]+$/.test(key)) return [];
  const message = "idempotencyKey must be visible ASCII characters without spaces, such as a UUID.";
  return [violation("idempotencyKey", "MALFORMED", message)];
}

/** Nothing that can be seen. */
function isBlank(text: string): boolean {
  return /^[\s\p{C}]*$/u.test(text);
}

/** Counted in characters, of which some take two places of a text. */
function isTooLong(field: "name" | "query", text: string): boolean {
  const longest = maxLengths[field];
  return text.length > 2 * longest || [...text].length > longest;
}

function tooLong(field: keyof typeof maxLengths): Violation {
  return violation(field, "TOO_LONG", `${field} is longer than ${maxLengths[field]} characters.`);
}

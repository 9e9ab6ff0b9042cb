import { invalidArgument } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import { isAtLeastOneSecond } from "../../domain/time/durations.js";
import { hasOnlyOperators, isBroadQuery } from "./broad-query.js";
import { maxLengths } from "./constants.js";
import type { DatadogWindowValues } from "./model.js";
import { violation } from "./violation.js";
import { endOf, tooLate, tooShort, toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput, WindowInput } from "./window-input.js";

const fields = ["name", "query", "startsAt", "endsAt"] as const;

/** Returns the values of a new window as Datadog will store them (null if any is missing), and all violations. */
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
      .map((field) => violation(field, "REQUIRED", `\`${field}\` is required.`)),
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
            `The window would end at ${toWholeSeconds(endsAt).toISOString()}, which is in the past. Set ${endField === "endsAt" ? "a later `endsAt`" : "a later `startsAt` or a longer `duration`"}.`,
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

/** Throws an error that lists all violations in a change that can be found without reading the window. */
export function checkChange(given: WindowInput, allowBroadQuery: boolean): void {
  const { startsAt, endsAt } = given;
  const violations: Violation[] = [
    ...fields
      .filter((field) => given[field] === null)
      .map((field) =>
        violation(field, "REQUIRED", `\`${field}\` cannot be null. Omit it to keep its value.`),
      ),
    ...violationsOfTexts(given, allowBroadQuery),
    ...(startsAt && endsAt ? violationsOfOrder("endsAt", startsAt, endsAt) : []),
  ];
  if (fields.every((field) => given[field] === undefined)) {
    const message = "Set at least one of `name`, `query`, `startsAt` and `endsAt`.";
    violations.push({ path: ["input"], code: "NOTHING_TO_CHANGE", message });
  }
  if (violations.length > 0) throw invalidArgument(violations);
}

/** Returns the given values as Datadog will store them. Throws if they conflict with the window's other values. */
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
    return endsAt ? [] : [violation("endsAt", "REQUIRED", "Either `endsAt` or `duration` is required.")];
  }
  if (endsAt) {
    const message = "Set either `endsAt` or `duration`, not both.";
    return [violation("duration", "MUTUALLY_EXCLUSIVE", message)];
  }
  if (!isAtLeastOneSecond(duration)) return [tooShort("duration")];
  return startsAt && endOf(given) === undefined ? [tooLate("duration")] : [];
}

/** Rejects a window that would never open because it is empty or ends before it starts. The violation names `field`. */
function violationsOfOrder(field: string, startsAt: Date, endsAt: Date): readonly Violation[] {
  const [starts, ends] = [toWholeSeconds(startsAt), toWholeSeconds(endsAt)];
  if (ends > starts) return [];
  const message = `The window must end after it starts. In whole seconds, it would run from ${starts.toISOString()} to ${ends.toISOString()}.`;
  return [violation(field, "ENDS_BEFORE_START", message)];
}

function violationsOfTexts(given: WindowInput, allowBroadQuery: boolean): readonly Violation[] {
  const violations: Violation[] = [];
  if (typeof given.name === "string" && !isTooLong("name", given.name) && isBlank(given.name)) {
    violations.push(violation("name", "REQUIRED", "`name` must not be blank."));
  }
  for (const field of ["name", "query"] as const) {
    const text = given[field] ?? "";
    if (isTooLong(field, text)) {
      violations.push(tooLong(field));
      continue;
    }
    // Line breaks are allowed, because people write queries in editors.
    if (/[^\P{Cc}\t\n\r]/u.test(text)) {
      violations.push(
        violation(
          field,
          "MALFORMED",
          `\`${field}\` contains control characters. Only tabs and line breaks are allowed.`,
        ),
      );
    }
  }
  const { query } = given;
  if (typeof query === "string" && !allowBroadQuery && !isTooLong("query", query) && isBroadQuery(query)) {
    violations.push(violation("query", "BROAD_QUERY", messageOfBroadQuery(query)));
  }
  return violations;
}

function messageOfBroadQuery(query: string): string {
  if (hasOnlyOperators(query)) {
    return "This query has no search term, so it may match every case and mute all notifications. Add a term such as `service:checkout`, or confirm with `allowBroadQuery`.";
  }
  return "This query matches every case and mutes all notifications. Narrow it, or confirm with `allowBroadQuery`.";
}

function violationsOfKey(key: string | null): readonly Violation[] {
  if (key === null) return [];
  if (key.length > maxLengths.idempotencyKey) return [tooLong("idempotencyKey")];
  if (/^[\x21-\x7E]+$/.test(key)) return [];
  const message =
    "`idempotencyKey` must be 1 to 255 visible ASCII characters without spaces, for example a UUID.";
  return [violation("idempotencyKey", "MALFORMED", message)];
}

/** Whether the text has no visible character. */
function isBlank(text: string): boolean {
  return /^[\s\p{C}]*$/u.test(text);
}

/** Counts characters, not UTF-16 code units. */
function isTooLong(field: "name" | "query", text: string): boolean {
  const longest = maxLengths[field];
  return text.length > 2 * longest || [...text].length > longest;
}

function tooLong(field: keyof typeof maxLengths): Violation {
  return violation(field, "TOO_LONG", `\`${field}\` must be at most ${maxLengths[field]} characters long.`);
}

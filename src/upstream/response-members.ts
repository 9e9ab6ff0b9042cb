import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import { MalformedMemberError } from "./malformed-response-error.js";

/** Checks a member of a response. Throws MalformedMemberError, which names the member. SDKs check neither presence nor type. */
type MemberCheck<Value, Given = unknown> = (value: Given, member: string) => Value;

/** Returns a required string. */
export function requireString(value: unknown, member: string): string {
  if (typeof value !== "string") throw new MalformedMemberError(`${member} is not a string`);
  return value;
}

/** Returns a required integer that GraphQL's `Int` can hold. */
export function requireInteger(value: unknown, member: string): number {
  if (!Number.isInteger(value) || Math.abs(Number(value)) > 2_147_483_647)
    throw new MalformedMemberError(`${member} is not an integer`);
  return Number(value);
}

/** Returns a required instant that RFC 3339 can represent. SDKs return an invalid Date for a value that is not one. */
export function requireInstant(value: unknown, member: string): Date {
  if (!(value instanceof Date) || !(value >= earliestInstant && value <= latestInstant)) {
    throw new MalformedMemberError(`${member} is not an instant`);
  }
  return new Date(value.getTime());
}

/** Applies the check to a member that may be missing, but must not be malformed, because the gateway relies on it. */
export function requireIfPresent<Value>(
  check: MemberCheck<Value>,
  value: unknown,
  member: string,
): Value | null {
  return value === undefined || value === null ? null : check(value, member);
}

/** Returns an informational member; null if it is missing or malformed. It is only shown, so it must not hide the rest of its object. */
export function informational<Value, Given>(check: MemberCheck<Value, Given>, value: Given): Value | null {
  if (value === undefined || value === null) return null;
  try {
    return check(value, "");
  } catch (error) {
    if (error instanceof MalformedMemberError) return null;
    throw error;
  }
}

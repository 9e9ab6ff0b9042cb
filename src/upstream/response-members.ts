import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import { MalformedResponseError } from "./malformed-response-error.js";

/** A member that must be a text. SDKs check neither presence nor type of what a provider answers. */
export function requireString(value: unknown, member: string): string {
  if (typeof value !== "string") throw new MalformedResponseError(`${member} is not a text`);
  return value;
}

/** An integer that GraphQL's `Int` can hold. */
export function requireInteger(value: unknown, member: string): number {
  if (!Number.isInteger(value) || Math.abs(Number(value)) > 2_147_483_647)
    throw new MalformedResponseError(`${member} is not an integer`);
  return Number(value);
}

/** An instant that RFC 3339 can write; SDKs give an invalid Date for a text or number that is none. */
export function requireInstant(value: unknown, member: string): Date {
  if (!(value instanceof Date) || !(value >= earliestInstant && value <= latestInstant)) {
    throw new MalformedResponseError(`${member} is not an instant`);
  }
  return new Date(value.getTime());
}

/** What the check makes of a member that may be left out; null where it is. */
export function optional<Value>(
  check: (value: unknown, member: string) => Value,
  value: unknown,
  member: string,
): Value | null {
  return value === undefined || value === null ? null : check(value, member);
}

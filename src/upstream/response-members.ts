import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import { MalformedResponseError } from "./malformed-response-error.js";

/** Returns a required string field. SDKs check neither the presence nor the type of a response's fields. */
export function requireString(value: unknown, member: string): string {
  if (typeof value !== "string") throw new MalformedResponseError(`${member} is not a string`);
  return value;
}

/** Returns a required integer field that GraphQL's `Int` can hold. */
export function requireInteger(value: unknown, member: string): number {
  if (!Number.isInteger(value) || Math.abs(Number(value)) > 2_147_483_647)
    throw new MalformedResponseError(`${member} is not an integer`);
  return Number(value);
}

/** Returns a required instant that RFC 3339 can represent. SDKs return an invalid Date for a value that is not one. */
export function requireInstant(value: unknown, member: string): Date {
  if (!(value instanceof Date) || !(value >= earliestInstant && value <= latestInstant)) {
    throw new MalformedResponseError(`${member} is not an instant`);
  }
  return new Date(value.getTime());
}

/** Applies the check to an optional field; returns null if the field is missing. */
export function optional<Value>(
  check: (value: unknown, member: string) => Value,
  value: unknown,
  member: string,
): Value | null {
  return value === undefined || value === null ? null : check(value, member);
}

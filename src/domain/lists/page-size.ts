import { invalidArgument } from "../failures/error-factories.js";
import type { Violation } from "../failures/failure.js";

/** Returns the violation of the argument `first` if it is out of range; none otherwise. */
export function violationsOfFirst(first: number, maximum: number): readonly Violation[] {
  if (first >= 0 && first <= maximum) return [];
  const message = `\`first\` must be from 0 to ${maximum}.`;
  return [{ path: ["first"], code: "OUT_OF_RANGE", message }];
}

/** Throws a ValidationError if the argument `first` is out of range. */
export function requireFirst(first: number, maximum: number): void {
  const violations = violationsOfFirst(first, maximum);
  if (violations.length > 0) throw invalidArgument(violations);
}

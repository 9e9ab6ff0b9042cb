import { invalidArgument } from "../failures/error-factories.js";
import type { Violation } from "../failures/failure.js";
import type { Interval } from "../time/intervals.js";
import type { Schedule } from "../time/schedules.js";
import { occurrencesWithin } from "../time/schedules.js";
import { maxOccurrences } from "./constants.js";
import { violationsOfFirst } from "./page-size.js";

/** Returns the first occurrences that overlap the range. Throws a ValidationError that lists every invalid argument. */
export function listOccurrences(
  schedule: Schedule,
  { from, to, first }: { readonly from: Date; readonly to: Date; readonly first: number },
): readonly Interval[] {
  const violations: Violation[] = [...violationsOfFirst(first, maxOccurrences)];
  if (to < from) {
    violations.push({ path: ["to"], code: "ENDS_BEFORE_START", message: "`to` must not be before `from`." });
  }
  if (violations.length > 0) throw invalidArgument(violations);
  return occurrencesWithin(schedule, { startsAt: from, endsAt: to }, first);
}

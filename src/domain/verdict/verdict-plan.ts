import { invalidArgument } from "../failures/error-factories.js";
import type { Violation } from "../failures/failure.js";
import { violationsOfConditions } from "../lists/filter-violations.js";
import type { WindowSelection } from "../lists/window-filter.js";
import type { Duration } from "../time/durations.js";
import { addDuration, hasFixedLength, isAtLeastOneSecond } from "../time/durations.js";
import { dayMs } from "../time/units.js";
import type { Certainty } from "../windows/certainty.js";
import { maxLastingDays } from "./constants.js";

/** A question about maintenance, as a caller asks it. */
export interface VerdictQuestion {
  /** Null for the time of the request. */
  readonly at: Date | null;
  readonly filter: WindowSelection;
  /** Null for an instant. */
  readonly lasting: Duration | null;
  /** Null for what the configuration of the gateway accepts. */
  readonly maxAge: Duration | null;
  readonly countedCertainties: readonly Certainty[];
}

/** A validated question. It is about the time from `atMs` to `untilMs`, both inclusive. */
export interface VerdictPlan {
  readonly filter: WindowSelection;
  readonly now: Date;
  /** Whether the question is about the time of the request, whatever it is. */
  readonly isAboutNow: boolean;
  readonly at: Date;
  readonly atMs: number;
  readonly untilMs: number;
  /** Null for what the configuration of the gateway accepts. */
  readonly maxAgeMs: number | null;
  readonly counted: ReadonlySet<Certainty>;
}

/** Validates a question. Throws a ValidationError that lists every violation. */
export function planVerdict(question: VerdictQuestion, now: Date): VerdictPlan {
  const { filter, lasting, maxAge, countedCertainties } = question;
  const violations: Violation[] = [...violationsOfConditions(filter)];
  const at = question.at ?? now;
  const atMs = at.getTime();
  const untilMs = lasting === null ? atMs : addDuration(at, lasting).getTime();
  // The end of a month's time jumps: one month from 28 February is 28 March, but one month from 1 March is 1 April.
  const isFixed = lasting === null || hasFixedLength(lasting);
  if (!isFixed || !(untilMs - atMs <= maxLastingDays * dayMs)) {
    const message = `\`lasting\` must be at most ${maxLastingDays} days${isFixed ? "" : ", without months or years"}.`;
    violations.push({ path: ["lasting"], code: "OUT_OF_RANGE", message });
  }
  if (maxAge !== null && !isAtLeastOneSecond(maxAge)) {
    const message = "`maxAge` must be at least one second. Omit it to accept what the gateway caches.";
    violations.push({ path: ["maxAge"], code: "OUT_OF_RANGE", message });
  }
  if (violations.length > 0) throw invalidArgument(violations);
  // No sum beyond the last instant exists. No data is that old.
  const maxAgeMs = maxAge === null ? null : addDuration(now, maxAge).getTime() - now.getTime();
  return {
    filter,
    now,
    isAboutNow: question.at === null,
    at,
    atMs,
    untilMs,
    maxAgeMs: Number.isNaN(maxAgeMs) ? Number.POSITIVE_INFINITY : maxAgeMs,
    counted: new Set(countedCertainties),
  };
}

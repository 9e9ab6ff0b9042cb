import { invalidArgument } from "../failures/error-factories.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxOpenWindows } from "./constants.js";
import type { TimeIndex } from "./time-index.js";
import { occurrencesAt } from "./time-index.js";

/** The windows that are open at one instant. */
export interface OpenWindows {
  /** Ordered by when they close, earliest first. */
  readonly open: readonly ScheduledWindow[];
  /** When the last of them closes; null if no window is open. */
  readonly until: Date | null;
}

export function openWindows(index: TimeIndex, at: Date): OpenWindows {
  const open = occurrencesAt(index, at.getTime());
  const last = open.at(-1);
  return {
    open: open.map(({ window }) => window.node),
    until: last === undefined ? null : new Date(last.endsAtMs),
  };
}

/** Returns the first windows. Throws a ValidationError if `first` is out of range. */
export function firstOf(open: readonly ScheduledWindow[], first: number): readonly ScheduledWindow[] {
  if (first >= 1 && first <= maxOpenWindows) return open.slice(0, first);
  const message = `\`first\` must be from 1 to ${maxOpenWindows}.`;
  throw invalidArgument([{ path: ["first"], code: "OUT_OF_RANGE", message }]);
}

import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { TimeIndex } from "./time-index.js";
import { occurrencesAt } from "./time-index.js";

/** The windows that are open at one instant. */
export interface OpenWindows {
  /** Ordered by when they close, earliest first. */
  readonly windows: readonly ScheduledWindow[];
  /** When the last of them closes; null if no window is open. */
  readonly until: Date | null;
}

export function openWindows(index: TimeIndex, at: Date): OpenWindows {
  const open = occurrencesAt(index, at.getTime());
  const last = open.at(-1);
  return {
    windows: open.map(({ window }) => window.node),
    until: last === undefined ? null : new Date(last.endsAtMs),
  };
}

import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { compareText } from "./pages.js";
import type { OrderedWindow } from "./window-order.js";
import { phaseOf } from "./window-order.js";

/** The windows that are open at one instant. */
export interface OpenWindows {
  /** Ordered by when they close, earliest first. */
  readonly windows: readonly ScheduledWindow[];
  /** When the last of them closes; null if no window is open. */
  readonly until: Date | null;
}

export function openWindows(windows: readonly OrderedWindow[], at: Date): OpenWindows {
  const atMs = at.getTime();
  const open: { readonly window: ScheduledWindow; readonly endsAtMs: number }[] = [];
  for (const window of windows) {
    const { startsAtMs, endsAtMs } = phaseOf(window, atMs);
    if (startsAtMs <= atMs) open.push({ window: window.node, endsAtMs });
  }
  open.sort((left, right) => left.endsAtMs - right.endsAtMs || compareText(left.window.id, right.window.id));
  const last = open.at(-1);
  return {
    windows: open.map(({ window }) => window),
    until: last === undefined ? null : new Date(last.endsAtMs),
  };
}

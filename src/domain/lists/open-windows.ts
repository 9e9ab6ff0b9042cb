import { contains } from "../time/intervals.js";
import { nextOccurrence } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";

/** The windows that are open at one instant. */
export interface OpenWindows {
  /** Ordered by when they close, earliest first. */
  readonly windows: readonly ScheduledWindow[];
  /** When the last of them closes; null if no window is open. */
  readonly until: Date | null;
}

export function openWindows(windows: Iterable<ScheduledWindow>, at: Date): OpenWindows {
  const open = new Map<string, { readonly window: ScheduledWindow; readonly endsAt: Date }>();
  for (const window of windows) {
    const occurrence = nextOccurrence(window.schedule, at);
    if (occurrence !== null && contains(occurrence, at)) {
      open.set(window.id, { window, endsAt: occurrence.endsAt });
    }
  }
  const byEnd = [...open.values()].sort(
    (left, right) =>
      left.endsAt.getTime() - right.endsAt.getTime() || (left.window.id < right.window.id ? -1 : 1),
  );
  return { windows: byEnd.map(({ window }) => window), until: byEnd.at(-1)?.endsAt ?? null };
}

import type { Interval } from "../time/intervals.js";
import { nextOccurrence } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { certainties, occurrenceCertainty } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxOverlaps } from "./constants.js";
import { requireFirst } from "./page-size.js";
import type { TimeIndex } from "./time-index.js";
import { firstOccurrencesBetween } from "./time-index.js";

/** A window that is open at the same time as another one. */
export interface OverlappingWindow {
  readonly window: ScheduledWindow;
  /** The first time in which both are open. It can have begun before the request. */
  readonly firstOverlap: Interval;
  /** How certain maintenance is in the occurrence of the window that overlaps. */
  readonly certainty: Certainty;
}

export interface OverlappingWindows {
  readonly nodes: readonly OverlappingWindow[];
  readonly hasMore: boolean;
}

/** A validated request for the windows that overlap one window. */
export interface OverlapPlan {
  /** In the order of all certainties, each once. */
  readonly certainties: readonly Certainty[];
  readonly first: number;
}

/** Validates the arguments. Throws a ValidationError. */
export function planOverlaps(wanted: readonly Certainty[], first: number): OverlapPlan {
  requireFirst(first, maxOverlaps);
  return { certainties: certainties.filter((certainty) => wanted.includes(certainty)), first };
}

/**
 * Returns the windows of the index that are open during the current or next occurrence of a window, from `now` on. They are ordered by
 * the start of their first such occurrence, then by id. The index contains the windows that can have one of the certainties.
 */
export function overlappingWindows(
  index: TimeIndex,
  { id, schedule }: Pick<ScheduledWindow, "id" | "schedule">,
  plan: OverlapPlan,
  now: Date,
): OverlappingWindows {
  const nodes: OverlappingWindow[] = [];
  const own = nextOccurrence(schedule, now);
  if (own === null) return { nodes, hasMore: false };
  const [startMs, untilMs] = [own.startsAt.getTime(), own.endsAt.getTime()];
  for (const found of firstOccurrencesBetween(index, Math.max(startMs, now.getTime()), untilMs)) {
    const window = found.window.node;
    const occurrence = { startsAt: new Date(found.startsAtMs), endsAt: new Date(found.endsAtMs) };
    const certainty = occurrenceCertainty(window, occurrence, now);
    if (window.id === id || !plan.certainties.includes(certainty)) continue;
    if (nodes.length === plan.first) return { nodes, hasMore: true };
    const firstOverlap = {
      startsAt: found.startsAtMs < startMs ? own.startsAt : occurrence.startsAt,
      endsAt: found.endsAtMs < untilMs ? occurrence.endsAt : own.endsAt,
    };
    nodes.push({ window, firstOverlap, certainty });
  }
  return { nodes, hasMore: false };
}

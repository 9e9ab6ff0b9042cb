import type { OrderedWindow } from "../lists/ordered-window.js";
import { phaseOf } from "../lists/ordered-window.js";
import { compareText } from "../lists/pages.js";
import type { Phase } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { certainties, isInReach } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { VerdictPlan } from "./verdict-plan.js";

/** A window that counts. */
export interface MaintenanceReason {
  readonly window: ScheduledWindow;
  readonly certainty: Certainty;
  /** Null for maintenance that is under way while its window is closed. */
  readonly startsAt: Date | null;
  /** Null for maintenance that is under way. */
  readonly endsAt: Date | null;
}

/** A window in the time of a question. */
export interface Candidate {
  readonly item: OrderedWindow;
  readonly phase: Phase;
  readonly certainty: Certainty;
  /** Position of the certainty, 0 for the most certain. */
  readonly rank: number;
}

/** Returns the windows that are open in the time of the question, or under way, and when the first later window opens. */
export function candidatesAmong(
  accepted: readonly OrderedWindow[],
  reported: readonly OrderedWindow[],
  { isAboutNow, now, atMs, untilMs }: VerdictPlan,
) {
  const candidates: Candidate[] = [];
  const add = (item: OrderedWindow, phase: Phase, certainty: Certainty) =>
    candidates.push({ item, phase, certainty, rank: certainties.indexOf(certainty) });
  const underwayIds = new Set<string>();
  for (const item of isInReach(now, atMs, untilMs) ? reported : []) {
    if (item.node.isUnderway !== true) continue;
    underwayIds.add(item.id);
    add(item, phaseOf(item, atMs), "UNDERWAY");
  }
  let nextStartMs = Number.POSITIVE_INFINITY;
  for (const item of accepted) {
    const phase = phaseOf(item, atMs);
    if (phase.startsAtMs > untilMs) {
      nextStartMs = Math.min(nextStartMs, phase.startsAtMs);
      // In the order of the time of the request, all that follow open later too.
      if (isAboutNow) break;
    } else if (!underwayIds.has(item.id)) add(item, phase, item.node.scheduledCertainty);
  }
  return { candidates, nextStartMs };
}

/** Whether a candidate counts. A window under way is also what its schedule says. */
export function counts({ item, phase, certainty }: Candidate, { counted, untilMs }: VerdictPlan): boolean {
  return counted.has(certainty) || (phase.startsAtMs <= untilMs && counted.has(item.node.scheduledCertainty));
}

/** Returns why a candidate that counts does. */
export function reasonOf(
  { item, phase, certainty }: Candidate,
  { atMs, counted }: VerdictPlan,
): MaintenanceReason {
  const { node: window } = item;
  if (certainty === "UNDERWAY" && counted.has(certainty)) {
    const isOpen = phase.startsAtMs <= atMs;
    return { window, certainty, startsAt: isOpen ? new Date(phase.startsAtMs) : null, endsAt: null };
  }
  return {
    window,
    certainty: window.scheduledCertainty,
    startsAt: new Date(phase.startsAtMs),
    endsAt: new Date(phase.endsAtMs),
  };
}

/** Compares by certainty, then by when the windows close. */
export function compareCandidates(left: Candidate, right: Candidate): number {
  return (
    left.rank - right.rank ||
    left.phase.endsAtMs - right.phase.endsAtMs ||
    compareText(left.item.id, right.item.id)
  );
}

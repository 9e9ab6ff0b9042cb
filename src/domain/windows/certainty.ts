import type { Interval } from "../time/intervals.js";
import { contains } from "../time/intervals.js";
import { hourMs } from "../time/units.js";

/** How certain maintenance is, most certain first. */
export const certainties = ["UNDERWAY", "DECLARED", "POSSIBLE"] as const;
export type Certainty = (typeof certainties)[number];

/**
 * How far from the request a provider's report counts, in hours before and after it. The report has no start and no end. Eight
 * hours is the longest maintenance that a daily window of today's providers allows.
 */
export const underwayReachHours = 8;

const reachMs = underwayReachHours * hourMs;

/** What is known about the maintenance in a window. */
export interface MaintenanceFacts {
  /** What an occurrence of the schedule means: the provider may perform maintenance, or people announced it. */
  readonly scheduledCertainty: Exclude<Certainty, "UNDERWAY">;
  /** Whether the provider performs maintenance now, in or out of the schedule; null if the gateway does not understand its report. */
  readonly isUnderway: boolean | null;
}

/** Returns the certainty of a window at the time of the request. */
export function currentCertainty({ scheduledCertainty, isUnderway }: MaintenanceFacts): Certainty {
  return isUnderway === true ? "UNDERWAY" : scheduledCertainty;
}

/** Whether an occurrence of the window can have one of these certainties. */
export function canHave(
  { scheduledCertainty, isUnderway }: MaintenanceFacts,
  wanted: readonly Certainty[],
): boolean {
  return wanted.includes(scheduledCertainty) || (isUnderway === true && wanted.includes("UNDERWAY"));
}

/** Whether a report of the provider counts for the time from one instant to another, for a request at `now`. */
export function isInReach(now: Date, fromMs: number, untilMs: number): boolean {
  return fromMs < now.getTime() + reachMs && untilMs > now.getTime() - reachMs;
}

/** Returns the certainty of a window at the instant, for a request at `now`. */
export function certaintyAt(window: MaintenanceFacts, at: Date, now: Date): Certainty {
  const atMs = at.getTime();
  return isInReach(now, atMs, atMs) ? currentCertainty(window) : window.scheduledCertainty;
}

/** Returns the certainty of one occurrence of a window, for a request at `now`. Only the current occurrence can be under way. */
export function occurrenceCertainty(window: MaintenanceFacts, occurrence: Interval, now: Date): Certainty {
  return contains(occurrence, now) ? currentCertainty(window) : window.scheduledCertainty;
}

import type { OrderedWindow } from "../lists/ordered-window.js";
import type { TimeIndex } from "../lists/time-index.js";
import { acceptedBy, acceptedWindows } from "../lists/window-filter.js";
import { earliestInstant, latestInstant } from "../time/instants.js";
import { isInReach } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { MaintenanceReason } from "./candidates.js";
import { candidatesAmong, compareCandidates, counts, reasonOf } from "./candidates.js";
import { clearTimes } from "./clear-times.js";
import type { MissingInformation, SourceKnowledge } from "./missing-information.js";
import { missingApplications, missingFrom, missingStatuses } from "./missing-information.js";
import type { VerdictPlan } from "./verdict-plan.js";

export type Verdict = "CLEAR" | "IN_MAINTENANCE" | "UNKNOWN";

export interface MaintenanceVerdict {
  readonly verdict: Verdict;
  /** Returns every window that is open at some time of the question, or under way: most certain first, then in the order in which they close. */
  readonly windows: () => readonly ScheduledWindow[];
  readonly windowCount: number;
  /** Those of them that count, in the same order. */
  readonly reasons: readonly MaintenanceReason[];
  readonly missing: readonly MissingInformation[];
  /** When the first window that counts opens; null if one is open already, or none opens within `lasting`. */
  readonly opensAt: Date | null;
  /** First instant from which the verdict is CLEAR; null if that is unknown, or never. */
  readonly clearAt: () => Date | null;
  /** First instant at which schedules change the verdict; null if none does. */
  readonly nextChangeAt: () => Date | null;
  /** The requests to which the same data gives the same answer: from this instant, inclusive. */
  readonly validFrom: Date;
  /** Exclusive. */
  readonly validUntil: Date;
}

/** What is known about maintenance. */
export interface KnownMaintenance {
  /** All windows of the sources that the filter selects, ordered by their next occurrence from the time of the request on. */
  readonly items: readonly OrderedWindow[];
  /** Those of them whose maintenance is, or may be, under way. */
  readonly reported: readonly OrderedWindow[];
  /** Returns the index of the same windows. */
  readonly index: () => TimeIndex;
  readonly sources: readonly SourceKnowledge[];
  /** What is missing besides the data of these sources. */
  readonly missingSources: readonly MissingInformation[];
}

/**
 * Decides. IN_MAINTENANCE needs a window from recent data. CLEAR needs that no information is missing that could contain one.
 */
export function decide(plan: VerdictPlan, known: KnownMaintenance): MaintenanceVerdict {
  const { atMs, untilMs, counted } = plan;
  const accepts = acceptedBy(plan.filter, plan.at) ?? (() => true);
  const accepted = acceptedWindows(known.items, plan.filter, plan.at);
  const reported = known.reported.filter(accepts);
  const { candidates, nextStartMs } = candidatesAmong(accepted, reported, plan);
  const { missing, recentSourceIds } = completenessOf(plan, known, reported);
  const isRecent = ({ sourceId }: ScheduledWindow) => recentSourceIds.has(sourceId);

  const reasons = candidates
    .filter((candidate) => counts(candidate, plan))
    .sort(compareCandidates)
    .map((candidate) => reasonOf(candidate, plan));
  const certain = reasons.filter(({ window }) => isRecent(window));
  const verdict = certain.length > 0 ? "IN_MAINTENANCE" : missing.length > 0 ? "UNKNOWN" : "CLEAR";
  const isUnderway = certain.some(({ certainty }) => certainty === "UNDERWAY");
  const times = once(() =>
    clearTimes(
      known.index(),
      (item) => counted.has(item.node.scheduledCertainty) && isRecent(item.node) && accepts(item),
      atMs,
      untilMs - atMs,
    ),
  );
  /** Whether maintenance that is under way may last until the clear time. */
  const mayStillBeUnderway = (clearAtMs: number) =>
    counted.has("UNDERWAY") &&
    isInReach(plan.now, clearAtMs, clearAtMs + untilMs - atMs) &&
    reported.some(({ node }) => node.isUnderway === true);
  return {
    verdict,
    // A third of all possible windows are open, so they are sorted only if they are wanted.
    windows: once(() => candidates.sort(compareCandidates).map(({ item }) => item.node)),
    windowCount: candidates.length,
    reasons,
    missing,
    opensAt: firstStartAfter(atMs, certain.length > 0 ? certain : reasons),
    clearAt() {
      if (missing.length > 0 || isUnderway) return null;
      const { clearAtMs } = times();
      return clearAtMs === null || mayStillBeUnderway(clearAtMs) ? null : new Date(clearAtMs);
    },
    nextChangeAt() {
      if (isUnderway) return null;
      const { nextChangeAtMs } = times();
      return nextChangeAtMs === null ? null : new Date(nextChangeAtMs);
    },
    ...validityOf(plan, reported, nextStartMs),
  };
}

/** Returns what is missing, and the sources whose windows can be relied on. */
function completenessOf(plan: VerdictPlan, known: KnownMaintenance, reported: readonly OrderedWindow[]) {
  const missing: MissingInformation[] = [...known.missingSources];
  const recentSourceIds = new Set<string>();
  for (const knowledge of known.sources) {
    const gap = missingFrom(plan, knowledge);
    if (gap !== null) missing.push(gap);
    // The windows of a partial source that could be read are as good as others.
    if (gap === null || gap.kind === "SOURCE_PARTIAL") recentSourceIds.add(knowledge.source.id);
  }
  missing.push(...missingApplications(plan, known.items, known.sources));
  if (isInReach(plan.now, plan.atMs, plan.untilMs)) missing.push(...missingStatuses(plan, reported));
  return { missing, recentSourceIds };
}

/** Returns the first start if all are later than the instant; otherwise null. */
function firstStartAfter(atMs: number, reasons: readonly MaintenanceReason[]): Date | null {
  let first: Date | null = null;
  for (const { startsAt } of reasons) {
    if (startsAt === null || startsAt.getTime() <= atMs) return null;
    if (first === null || startsAt < first) first = startsAt;
  }
  return first;
}

/** Returns the times of requests between which the answer does not change. */
function validityOf(
  { isAboutNow, now, atMs, untilMs }: VerdictPlan,
  reported: readonly OrderedWindow[],
  nextStartMs: number,
): Pick<MaintenanceVerdict, "validFrom" | "validUntil"> {
  if (isAboutNow) return { validFrom: now, validUntil: instantAt(nextStartMs - (untilMs - atMs)) };
  if (reported.length === 0) return { validFrom: earliestInstant, validUntil: latestInstant };
  // A report of the provider counts for another time with each request, even if the gateway does not understand it.
  return { validFrom: now, validUntil: now };
}

function instantAt(ms: number): Date {
  return new Date(Math.min(ms, latestInstant.getTime()));
}

function once<Value>(compute: () => Value): () => Value {
  let computed: { readonly value: Value } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

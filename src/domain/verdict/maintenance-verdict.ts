import { compareText } from "../lists/pages.js";
import type { TimeIndex } from "../lists/time-index.js";
import { acceptedBy, acceptsAll } from "../lists/window-filter.js";
import type { OrderedWindow } from "../lists/window-order.js";
import { phaseOf } from "../lists/window-order.js";
import { earliestInstant, latestInstant } from "../time/instants.js";
import type { Phase } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { certainties, underwayReach } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { clearTimes } from "./clear-times.js";
import type { MissingInformation, SourceKnowledge } from "./missing-information.js";
import { canCount, missingApplications, missingFrom, missingStatuses } from "./missing-information.js";
import type { VerdictPlan } from "./verdict-plan.js";

export type Verdict = "CLEAR" | "IN_MAINTENANCE" | "UNKNOWN";

/** A window that counts. */
export interface MaintenanceReason {
  readonly window: ScheduledWindow;
  readonly certainty: Certainty;
  /** Null for maintenance that is under way while its window is closed. */
  readonly startsAt: Date | null;
  /** Null for maintenance that is under way. */
  readonly endsAt: Date | null;
}

export interface MaintenanceVerdict {
  readonly verdict: Verdict;
  /** Every window that is open at some time of the question, or under way: surest first, then in the order in which they close. */
  readonly windows: readonly ScheduledWindow[];
  /** Those of them that count, in the same order. */
  readonly reasons: readonly MaintenanceReason[];
  readonly missing: readonly MissingInformation[];
  /** When the first window that counts opens; null if one is open already, or none opens in time. */
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
  /** All windows of the sources that the filter selects. */
  readonly items: readonly OrderedWindow[];
  /** Returns the index of the same windows. */
  readonly index: () => TimeIndex;
  readonly sources: readonly SourceKnowledge[];
  /** What is missing besides the data of these sources. */
  readonly missingSources: readonly MissingInformation[];
}

/** A window in the time of a question. */
interface Candidate {
  readonly item: OrderedWindow;
  readonly phase: Phase;
  readonly certainty: Certainty;
  /** Position of the certainty, 0 for the surest. */
  readonly rank: number;
}

/**
 * Decides. IN_MAINTENANCE needs a window of a source whose data is recent enough. CLEAR needs that nothing is missing which could
 * contain such a window.
 */
export function decide(plan: VerdictPlan, known: KnownMaintenance): MaintenanceVerdict {
  const { atMs, untilMs, counted } = plan;
  const accepts = acceptsAll(plan.filter) ? null : acceptedBy(plan.filter, plan.at);
  const accepted = accepts === null ? known.items : known.items.filter(accepts);
  const reach = underwayReach(plan.now);
  const reaches = atMs < reach.untilMs && untilMs > reach.fromMs;
  const candidates: Candidate[] = [];
  let nextStartMs = Number.POSITIVE_INFINITY;
  for (const item of accepted) {
    const phase = phaseOf(item, atMs);
    const isUnderway = reaches && item.node.isUnderway === true;
    if (isUnderway || phase.startsAtMs <= untilMs) {
      const certainty = isUnderway ? "UNDERWAY" : item.node.scheduledCertainty;
      candidates.push({ item, phase, certainty, rank: certainties.indexOf(certainty) });
    } else if (phase.startsAtMs < nextStartMs) nextStartMs = phase.startsAtMs;
  }
  candidates.sort(compareCandidates);

  const ofSources = known.sources.map((source) => ({ source, missing: missingFrom(plan, source) }));
  const missing = [
    ...known.missingSources,
    ...ofSources.flatMap((of) => of.missing),
    ...missingApplications(plan, known.items, known.sources),
    ...(reaches ? missingStatuses(plan, accepted) : []),
  ];
  const recent = new Set(
    ofSources.flatMap(({ source, missing: lacks }) =>
      canCount(plan, source.source) && lacks.every(({ kind }) => kind === "SOURCE_PARTIAL")
        ? [source.source.id]
        : [],
    ),
  );
  const isRecent = ({ node }: OrderedWindow) => recent.has(node.sourceId);

  const found = candidates.flatMap((candidate) => {
    const reason = reasonOf(candidate, plan);
    return reason === null ? [] : [{ ...reason, isRecent: isRecent(candidate.item) }];
  });
  const certain = found.filter((reason) => reason.isRecent);
  const verdict = certain.length > 0 ? "IN_MAINTENANCE" : missing.length > 0 ? "UNKNOWN" : "CLEAR";
  const startsMs = found.map(({ startsAt }) => startsAt?.getTime() ?? atMs);
  const opensAtMs = Math.min(...startsMs);
  const isUnderway = certain.some(({ certainty }) => certainty === "UNDERWAY");
  const times = once(() =>
    clearTimes(
      known.index(),
      (item) => counted.has(item.node.scheduledCertainty) && isRecent(item) && (accepts?.(item) ?? true),
      atMs,
      untilMs - atMs,
    ),
  );
  /** Whether maintenance that is under way could still be when a clear time begins. */
  const mayStillBe = (clearAtMs: number) =>
    counted.has("UNDERWAY") &&
    clearAtMs < reach.untilMs &&
    clearAtMs + untilMs - atMs > reach.fromMs &&
    accepted.some((item) => item.node.isUnderway === true);
  return {
    verdict,
    windows: candidates.map(({ item }) => item.node),
    reasons: found.map(({ isRecent: _, ...reason }) => reason),
    missing,
    opensAt: opensAtMs > atMs && opensAtMs !== Number.POSITIVE_INFINITY ? new Date(opensAtMs) : null,
    clearAt() {
      if (missing.length > 0 || isUnderway) return null;
      const { clearAtMs } = times();
      return clearAtMs === null || mayStillBe(clearAtMs) ? null : new Date(clearAtMs);
    },
    nextChangeAt() {
      if (isUnderway) return null;
      const { nextChangeAtMs } = times();
      return nextChangeAtMs === null ? null : new Date(nextChangeAtMs);
    },
    ...validityOf(plan, accepted, nextStartMs),
  };
}

/** Returns the times of requests between which the answer does not change. */
function validityOf(
  { isAboutNow, now, atMs, untilMs }: VerdictPlan,
  accepted: readonly OrderedWindow[],
  nextStartMs: number,
): Pick<MaintenanceVerdict, "validFrom" | "validUntil"> {
  if (isAboutNow) return { validFrom: now, validUntil: instantAt(nextStartMs - (untilMs - atMs)) };
  if (!accepted.some(({ node }) => node.isUnderway === true))
    return { validFrom: earliestInstant, validUntil: latestInstant };
  // The report of a provider counts for another time with each request.
  return { validFrom: now, validUntil: now };
}

function instantAt(ms: number): Date {
  return new Date(Math.min(ms, latestInstant.getTime()));
}

function reasonOf({ item, phase, certainty }: Candidate, plan: VerdictPlan): MaintenanceReason | null {
  const { node: window } = item;
  if (certainty === "UNDERWAY" && plan.counted.has(certainty)) {
    const isOpen = phase.startsAtMs <= plan.atMs;
    return { window, certainty, startsAt: isOpen ? new Date(phase.startsAtMs) : null, endsAt: null };
  }
  // A window under way is also what its schedule says.
  if (phase.startsAtMs > plan.untilMs || !plan.counted.has(window.scheduledCertainty)) return null;
  return {
    window,
    certainty: window.scheduledCertainty,
    startsAt: new Date(phase.startsAtMs),
    endsAt: new Date(phase.endsAtMs),
  };
}

function compareCandidates(left: Candidate, right: Candidate): number {
  return (
    left.rank - right.rank ||
    left.phase.endsAtMs - right.phase.endsAtMs ||
    compareText(left.item.id, right.item.id)
  );
}

function once<Value>(compute: () => Value): () => Value {
  let computed: { readonly value: Value } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

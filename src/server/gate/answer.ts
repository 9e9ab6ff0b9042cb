import { instantText } from "../../domain/time/instants.js";
import { secondMs } from "../../domain/time/units.js";
import type { MaintenanceReason } from "../../domain/verdict/candidates.js";
import { maxMissingInformation } from "../../domain/verdict/constants.js";
import type { Verdict } from "../../domain/verdict/maintenance-verdict.js";
import type { MissingInformationKind } from "../../domain/verdict/missing-information.js";
import type { MaintenanceAt } from "../../inventory/inventory.js";
import { maxNamedReasons, rereadSeconds } from "./constants.js";
import { summaryOf } from "./summary.js";

/** The body of a response. Instants are in RFC 3339. */
export interface GateBody {
  readonly verdict: Verdict;
  /** One line for people. */
  readonly summary: string;
  /** `clearAt` of GraphQL; null if the verdict is CLEAR already. */
  readonly until: string | null;
  /** When the first window that counts opens; null if one is open already, or if none opens within `lasting`. */
  readonly opensAt: string | null;
  /** When schedules change the verdict; null if they do not. */
  readonly nextChangeAt: string | null;
  readonly reasons: readonly GateReason[];
  /** Number of all reasons. */
  readonly reasonCount: number;
  readonly missing: readonly GateGap[];
  /** Number of windows that are open, or open within `lasting`, but do not count. */
  readonly uncountedCount: number;
}

interface GateReason {
  readonly certainty: string;
  readonly title: string;
  readonly id: string;
  readonly source: string;
  /** Page of the provider's console from which people find the window; null if none is known. */
  readonly link: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

interface GateGap {
  readonly kind: MissingInformationKind;
  readonly source: string | null;
  readonly message: string;
}

export interface GateAnswer {
  readonly status: number;
  /** When another request can get another answer, in seconds; null if that is not known. */
  readonly retryAfterSeconds: number | null;
  readonly body: GateBody;
}

const statuses: Readonly<Record<Verdict, number>> = { CLEAR: 200, IN_MAINTENANCE: 409, UNKNOWN: 503 };

/** Converts a verdict to the response for a request at `now`. */
export function gateAnswer(found: MaintenanceAt, now: Date): GateAnswer {
  const { verdict, opensAt, reasons, missing, windowCount } = found;
  const until = verdict === "CLEAR" ? null : found.clearAt();
  const nextChangeAt = found.nextChangeAt();
  return {
    status: statuses[verdict],
    retryAfterSeconds: retryAfterSecondsOf(found, until, now),
    body: {
      verdict,
      summary: summaryOf(found, until, nextChangeAt),
      until: textOrNull(until),
      opensAt: textOrNull(opensAt),
      nextChangeAt: textOrNull(nextChangeAt),
      reasons: reasons.slice(0, maxNamedReasons).map(toGateReason),
      reasonCount: reasons.length,
      missing: missing
        .slice(0, maxMissingInformation)
        .map(({ kind, source, message }) => ({ kind, source: source?.id ?? null, message })),
      uncountedCount: windowCount - reasons.length,
    },
  };
}

/** Information that a later reading can bring. Only a changed request or configuration can bring the rest. */
const temporary: ReadonlySet<MissingInformationKind> = new Set([
  "SOURCE_FAILED",
  "SOURCE_STALE",
  "SOURCE_PARTIAL",
  "STATUS_UNKNOWN",
]);

function retryAfterSecondsOf(
  { verdict, reasons, missing, sources }: MaintenanceAt,
  until: Date | null,
  now: Date,
): number | null {
  if (verdict === "CLEAR") return null;
  if (until !== null) return Math.max(1, Math.ceil((until.getTime() - now.getTime()) / secondMs));
  const waits = sources.map(
    ({ error }) => (error?.kind === "ThrottledError" ? error.retryAfterSeconds : 0) ?? 0,
  );
  const canChange =
    reasons.some(({ certainty }) => certainty === "UNDERWAY") ||
    missing.some(({ kind }) => temporary.has(kind));
  return canChange ? Math.max(rereadSeconds, ...waits.map(Math.ceil)) : null;
}

function toGateReason({ window, certainty, startsAt, endsAt }: MaintenanceReason): GateReason {
  const { title, id, sourceId, consoleUrl } = window;
  return {
    certainty,
    title,
    id,
    source: sourceId,
    link: consoleUrl,
    startsAt: textOrNull(startsAt),
    endsAt: textOrNull(endsAt),
  };
}

function textOrNull(instant: Date | null): string | null {
  return instant === null ? null : instantText(instant);
}

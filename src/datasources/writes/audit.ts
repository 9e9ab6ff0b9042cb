import type { ChangeOutcome } from "../../domain/changes.js";
import type { Failure } from "../../domain/errors.js";
import { denied, GatewayError } from "../../domain/errors.js";
import type { RequestScope } from "../provider.js";
import type { Written } from "./written.js";

/** The values of a window that a mutation can set, as texts. */
export type AuditedValues = Readonly<Record<string, string>>;

/** What is known of an attempt to write before it begins. */
export interface WriteAttempt {
  /** The mutation, e.g. `updateFlinkMaintenanceWindow`; within changeMaintenanceWindows, that of the one change. */
  readonly operation: string;
  readonly provider: string;
  /** As the caller gave it; null for a creation. */
  readonly windowId: string | null;
  /** Whether nothing was to be sent. */
  readonly dryRun: boolean;
}

/** One attempt to write, whatever came of it. Holds no credentials, headers or upstream texts. */
export interface WriteEvent extends WriteAttempt {
  readonly at: Date;
  /** Null where the attempt ended before a source was known. */
  readonly sourceId: string | null;
  /** The window's values before; null where there was none, or none was read. */
  readonly before: AuditedValues | null;
  /** Its values after; those that were wanted, for a dry run or a failure; null for a deletion, and where none were right. */
  readonly after: AuditedValues | null;
  /** Null where the attempt failed. */
  readonly outcome: ChangeOutcome | null;
  readonly failure: AuditedFailure | null;
  /** Whether this is the result of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
  /** The provider's id of the request that made the change, or of the one that failed; null where it gave none. */
  readonly providerRequestId: string | null;
  /** How often the write was sent to the provider, or may have been. */
  readonly sentCount: number;
  readonly durationMs: number;
}

export interface AuditedFailure {
  /** `INTERNAL_SERVER_ERROR` for a programming error of the gateway. */
  readonly code: string;
  /** The name of its GraphQL type. */
  readonly type: string | null;
  readonly reason: string | null;
  readonly providerCode: string | null;
  readonly outcomeUnknown: boolean;
}

/** What a write tells of itself while it goes on. */
export interface AuditTrail {
  sourceId: string | null;
  windowId: string | null;
  before: AuditedValues | null;
  after: AuditedValues | null;
  replayed: boolean;
  providerRequestId: string | null;
  sentCount: number;
}

/** Carries a write out, and tells the request's audit what came of it. */
export async function audited<Result extends { readonly outcome: ChangeOutcome }>(
  { now, audit }: RequestScope,
  attempt: WriteAttempt,
  write: (trail: AuditTrail) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const trail: AuditTrail = {
    sourceId: null,
    windowId: attempt.windowId?.slice(0, maxIdLength) ?? null,
    before: null,
    after: null,
    replayed: false,
    providerRequestId: null,
    sentCount: 0,
  };
  const tell = (outcome: ChangeOutcome | null, failure: AuditedFailure | null) =>
    audit({
      ...attempt,
      ...trail,
      at: now,
      outcome,
      failure,
      durationMs: Math.round(performance.now() - startedAt),
    });
  try {
    const result = await write(trail);
    tell(result.outcome, null);
    return result;
  } catch (error) {
    const failure = error instanceof GatewayError ? error.failure : null;
    trail.providerRequestId = failure?.requestId ?? trail.providerRequestId;
    tell(null, failure === null ? ownFailure : summaryOf(failure));
    throw error;
  }
}

/** Notes which source it is that would be written to; throws where the caller may not change its windows. */
export function writingTo(sourceId: string, trail: AuditTrail, { permissions }: RequestScope): void {
  trail.sourceId = sourceId;
  if (permissions.mayWrite(sourceId)) return;
  throw denied(
    `You may not change windows of the source ${sourceId}. Nothing was changed; the scope maintenance:write:${sourceId} would allow it.`,
  );
}

/** Sends the write, and notes that it was sent, or may have been. */
export async function sending<Value>(trail: AuditTrail, send: () => Promise<Written<Value>>): Promise<Value> {
  try {
    const { value, requestId } = await send();
    trail.sentCount += 1;
    trail.providerRequestId = requestId;
    return value;
  } catch (error) {
    if (!wasNeverSent(error)) trail.sentCount += 1;
    throw error;
  }
}

/** There was no connection, no time, or an open circuit. */
function wasNeverSent(error: unknown): boolean {
  const failure = error instanceof GatewayError ? error.failure : null;
  if (failure?.kind !== "UpstreamError" || failure.outcomeUnknown) return false;
  return ["TIMEOUT", "UNREACHABLE", "CIRCUIT_OPEN"].includes(failure.failure);
}

/** Of what a caller may send in place of an id, a log needs no more. */
const maxIdLength = 256;

const ownFailure: AuditedFailure = {
  code: "INTERNAL_SERVER_ERROR",
  type: null,
  reason: null,
  providerCode: null,
  outcomeUnknown: false,
};

function summaryOf(failure: Failure): AuditedFailure {
  const { kind, code, providerCode } = failure;
  return {
    code,
    type: kind,
    reason: reasonOf(failure),
    providerCode,
    outcomeUnknown: kind === "UpstreamError" && failure.outcomeUnknown,
  };
}

function reasonOf(failure: Failure): string | null {
  switch (failure.kind) {
    case "ConflictError":
      return failure.reason;
    case "UpstreamError":
      return failure.failure;
    case "ValidationError":
      return failure.violations.map(({ code }) => code).join(", ");
    default:
      return null;
  }
}

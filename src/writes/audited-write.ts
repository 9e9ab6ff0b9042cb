import { unavailable } from "../domain/failures/error-factories.js";
import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { ChangeOutcome } from "../domain/windows/change-results.js";
import type { AuditedFailure, AuditedValues, WriteAttempt } from "./audit-event.js";
import { maxAuditedIdLength } from "./constants.js";
import type { WriteContext } from "./write-context.js";
import type { WriteResponse } from "./write-response.js";

/** What a running write records about itself. */
export interface AuditTrail {
  sourceId: string | null;
  windowId: string | null;
  before: AuditedValues | null;
  after: AuditedValues | null;
  replayed: boolean;
  providerRequestId: string | null;
  sentCount: number;
}

/** Runs a write and reports its result to the request's audit log. */
export async function audited<Result extends { readonly outcome: ChangeOutcome }>(
  { now, audit, isAuditBlocked }: WriteContext,
  attempt: WriteAttempt,
  write: (trail: AuditTrail) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const trail: AuditTrail = {
    sourceId: null,
    windowId: attempt.windowId?.slice(0, maxAuditedIdLength) ?? null,
    before: null,
    after: null,
    replayed: false,
    providerRequestId: null,
    sentCount: 0,
  };
  const emit = (outcome: ChangeOutcome | null, failure: AuditedFailure | null) =>
    audit({
      ...attempt,
      ...trail,
      at: now,
      outcome,
      failure,
      durationMs: Math.round(performance.now() - startedAt),
    });
  try {
    if (!attempt.dryRun && isAuditBlocked()) throw auditBlocked();
    const result = await write(trail);
    emit(result.outcome, null);
    return result;
  } catch (error) {
    const failure = error instanceof GatewayError ? error.failure : null;
    trail.providerRequestId = failure?.requestId ?? trail.providerRequestId;
    emit(null, failure === null ? ownFailure : summaryOf(failure));
    throw error;
  }
}

/** Sends the write and records that it was, or may have been, sent. */
export async function recordSend<Value>(
  trail: AuditTrail,
  send: () => Promise<WriteResponse<Value>>,
): Promise<Value> {
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

/** Whether the write was not sent, because there was no connection, no time left, or an open circuit. */
function wasNeverSent(error: unknown): boolean {
  const failure = error instanceof GatewayError ? error.failure : null;
  if (failure?.kind !== "UpstreamError" || failure.outcomeUnknown) return false;
  return ["TIMEOUT", "UNREACHABLE", "CIRCUIT_OPEN"].includes(failure.failure);
}

function auditBlocked(): GatewayError {
  const message =
    "The gateway cannot write its audit log, and AUDIT_REQUIRED is true. Nothing was sent. Try again later. If the problem persists, ask the gateway's operators to check where its log goes.";
  return unavailable("UNREACHABLE", false, message);
}

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

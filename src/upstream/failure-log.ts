import type { Logger } from "pino";
import type { Failure } from "../domain/failures/failure.js";
import type { FailureReason } from "../domain/failures/failure-reasons.js";
import { safeTokenOrNull } from "../domain/failures/upstream-call-failure.js";
import { CircuitOpenError } from "./circuit-breaker.js";
import { detailOf } from "./classify-failure.js";
import type { CallDescription } from "./source-failures.js";

interface FailedCall {
  readonly sourceId: string;
  readonly description: CallDescription;
  readonly error: unknown;
  readonly failure: Failure;
  readonly reason: FailureReason;
  /** Whether no caller was still waiting for the call. */
  readonly isCancelled: boolean;
  /** Whether the failure is due to one item of a list that is being read. */
  readonly isOfItem: boolean;
}

/** Logs one line for each failed call, however often it was retried. The line contains no text from the upstream. */
export function logFailure(logger: Logger, call: FailedCall): void {
  const { sourceId, description, error, failure, reason } = call;
  const details = {
    source: sourceId,
    action: description.action,
    kind: failure.kind,
    code: failure.code,
    reason,
    detail: detailOf(error),
    providerCode: failure.providerCode,
    providerRequestId: failure.requestId,
  };
  const level = isOfInterest(call) ? "warn" : "debug";
  logger[level]({ ...details, ...originOf(error, failure) }, "upstream call failed");
}

/**
 * Whether the failure is worth a warning. An open circuit and the unreadable items of a list have their own log lines; a missing
 * resource concerns only its caller.
 */
function isOfInterest({ description, error, failure, isCancelled, isOfItem }: FailedCall): boolean {
  const isMissing = failure.kind === "NotFoundError" && description.access === "read";
  return !(isCancelled || isOfItem || isMissing || error instanceof CircuitOpenError);
}

/**
 * Returns the origin of an error that is not in any error table, because it may be a bug in the gateway. Omits the message,
 * which may contain text from the upstream.
 */
function originOf(
  error: unknown,
  failure: Failure,
): { readonly error?: string; readonly trace?: readonly string[] } {
  if (failure.code !== "INTERNAL" || !(error instanceof Error)) return {};
  const trace = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return {
    error: safeTokenOrNull(error.name) ?? "unknown",
    trace: trace.slice(0, 8).map((line) => line.trim()),
  };
}

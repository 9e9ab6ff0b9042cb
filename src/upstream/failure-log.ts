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
  /** Whether nobody waited for it any more. */
  readonly isCancelled: boolean;
}

/** One line for each call that has failed, whatever of it was repeated; nothing that the upstream itself has said. */
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

/** That the circuit is open has been told; that one thing is not there, whoever has asked for it will say. */
function isOfInterest({ description, error, failure, isCancelled }: FailedCall): boolean {
  const isMissing = failure.kind === "NotFoundError" && description.access === "read";
  return !(isCancelled || isMissing || error instanceof CircuitOpenError);
}

/**
 * Where an error comes from that no table knows: it may be a mistake of the gateway's own. Its message is left out,
 * since it may hold what the upstream said.
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

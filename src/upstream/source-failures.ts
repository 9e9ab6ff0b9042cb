import type { Failure } from "../domain/failures/failure.js";
import type { FailureReason } from "../domain/failures/failure-reasons.js";
import { failureReasons } from "../domain/failures/failure-reasons.js";
import type { UpstreamCall, UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import { failureOf } from "../domain/failures/upstream-call-failure.js";
import type { BreakerOutcome } from "./circuit-breaker.js";
import { CircuitOpenError } from "./circuit-breaker.js";
import { CredentialsError } from "./credentials-error.js";
import { DeadlineExceededError } from "./deadlines.js";

/** One call, as a person and the provider name it. */
export interface CallDescription
  extends Pick<UpstreamCall, "action" | "access" | "resourceType" | "resourceId"> {
  /** The provider's own name of the operation, e.g. `DescribeApplication`. */
  readonly operation: string;
}

export interface SourceFailuresOptions extends Pick<UpstreamCall, "provider" | "providerName" | "sourceId"> {
  /** The provider's own error table. */
  readonly classifyProviderError: (error: unknown) => UpstreamErrorDetails;
  readonly breakerOpenMs: number;
}

export type SourceFailures = ReturnType<typeof createSourceFailures>;

/** Failures that show that a source is in trouble. A refusal shows that it works. */
const breakerFailureReasons: readonly FailureReason[] = [
  "TIMEOUT",
  "SERVER_ERROR",
  "UNREACHABLE",
  "MALFORMED_RESPONSE",
];

/** Interprets the errors of one source's calls: by the provider's table, and by what the gateway itself decided. */
export function createSourceFailures({
  classifyProviderError,
  breakerOpenMs,
  ...source
}: SourceFailuresOptions) {
  function classifyError(error: unknown): UpstreamErrorDetails {
    if (!(error instanceof CircuitOpenError)) return classifyProviderError(error);
    const last = failureReasons[classifyProviderError(error.cause).reason].happened;
    return {
      reason: "CIRCUIT_OPEN",
      providerCode: null,
      requestId: null,
      retryAfterSeconds: Math.ceil(breakerOpenMs / 1000),
      lostAnswer: null,
      happened: `${failureReasons.CIRCUIT_OPEN.happened} (the last time, ${last})`,
    };
  }

  return {
    classifyError,

    /** What a failed attempt says about the source. */
    outcomeAfter(error: unknown): BreakerOutcome {
      if (isCancelled(error) || error instanceof CredentialsError) return "IGNORED";
      const { reason, providerCode } = classifyError(error);
      // No provider has answered: it may be a mistake in the gateway.
      if (reason === "UNEXPECTED" && providerCode === null) return "IGNORED";
      return breakerFailureReasons.includes(reason) ? "FAILURE" : "SUCCESS";
    },

    failureOf: (error: unknown, call: CallDescription): Failure =>
      failureOf({ ...source, ...call }, classifyError(error)),
  };
}

/** Whether the caller stopped waiting before the call had its time. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DeadlineExceededError && !error.hadItsTime;
}

import type { Failure } from "../domain/failures/failure.js";
import type { FailureReason } from "../domain/failures/failure-reasons.js";
import { failureReasons } from "../domain/failures/failure-reasons.js";
import type { UpstreamCall, UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import { failureOf } from "../domain/failures/upstream-call-failure.js";
import type { BreakerOutcome } from "./circuit-breaker.js";
import { CircuitOpenError } from "./circuit-breaker.js";
import { CredentialsError } from "./credentials-error.js";
import { DeadlineExceededError } from "./deadlines.js";
import { LocalShortageError } from "./local-shortage.js";
import { MalformedMemberError } from "./malformed-response-error.js";

/** Describes one call, in plain words and in the provider's terms. */
export interface CallDescription
  extends Pick<UpstreamCall, "action" | "access" | "resourceType" | "resourceId" | "permission"> {
  /** The provider's name for the operation, e.g. `DescribeApplication`. */
  readonly operation: string;
  /** Set for reads that must not hold up lists and writes: they have a queue, a rate and a circuit of their own. */
  readonly lane?: "history" | "users";
}

/** Reads, writes, the history and the users of a source have queues and rates of their own. Reads and writes share a circuit. */
export type Lane = CallDescription["access"] | NonNullable<CallDescription["lane"]>;

export const laneOf = ({ access, lane }: CallDescription): Lane => lane ?? access;

/** Replaces the provider's error if the provider does not find a whole list or collection. */
class NotOfferedError extends Error {
  override readonly name = "NotOfferedError";
}

export interface SourceFailuresOptions extends Pick<UpstreamCall, "provider" | "providerName" | "sourceId"> {
  /** Classifies an error by the provider's own error table. */
  readonly classifyProviderError: (error: unknown) => UpstreamErrorDetails;
  readonly breakerOpenMs: number;
}

export type SourceFailures = ReturnType<typeof createSourceFailures>;

/** Failures that indicate a problem with the source. A rejected request shows that the source works. */
const breakerFailureReasons: readonly FailureReason[] = [
  "TIMEOUT",
  "SERVER_ERROR",
  "UNREACHABLE",
  "MALFORMED_RESPONSE",
];

/** Interprets the errors of one source's calls: the provider's errors by its table, and the gateway's own errors. */
export function createSourceFailures({
  classifyProviderError,
  breakerOpenMs,
  ...source
}: SourceFailuresOptions) {
  function classifyError(error: unknown): UpstreamErrorDetails {
    if (error instanceof NotOfferedError)
      return { ...classifyProviderError(error.cause), reason: "NOT_OFFERED", advice: undefined };
    if (!(error instanceof CircuitOpenError)) return classifyProviderError(error);
    const last = failureReasons[classifyProviderError(error.cause).reason].happened;
    return {
      reason: "CIRCUIT_OPEN",
      providerCode: null,
      requestId: null,
      retryAfterSeconds: Math.ceil(breakerOpenMs / 1000),
      lostAnswer: null,
      happened: `${failureReasons.CIRCUIT_OPEN.happened} (last failure: it ${last})`,
    };
  }

  return {
    classifyError,

    /** Returns the error of a call. A list or a creation has no id that could be wrong, so its 404 is about the operation. */
    asErrorOf: ({ resourceType }: CallDescription, error: unknown): unknown =>
      resourceType === "MaintenanceSource" && classifyProviderError(error).reason === "NOT_FOUND"
        ? new NotOfferedError("The provider does not have the operation.", { cause: error })
        : error,

    /** Returns what a failed attempt says about the source. */
    outcomeAfter(error: unknown): BreakerOutcome {
      const isOfGateway = error instanceof CredentialsError || error instanceof LocalShortageError;
      if (isCancelled(error) || isOfGateway) return "IGNORED";
      // The source responded as its API promises, except for one item. Several such items in a row are not an outage.
      if (error instanceof MalformedMemberError) return "SUCCESS";
      const { reason, providerCode } = classifyError(error);
      // The provider did not respond, so this may be a bug in the gateway.
      if (reason === "UNEXPECTED" && providerCode === null) return "IGNORED";
      return breakerFailureReasons.includes(reason) ? "FAILURE" : "SUCCESS";
    },

    failureOf: (error: unknown, call: CallDescription): Failure =>
      failureOf({ ...source, ...call }, classifyError(error)),
  };
}

/** Whether the caller stopped waiting before the call's own timeout. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DeadlineExceededError && !error.hadItsTime;
}

import type { ConflictReason, Failure, MaintenanceErrorCode, UpstreamFailure } from "./failure.js";

/** What a failure means to the caller. */
export type FailureDefinition = {
  readonly code: MaintenanceErrorCode;
  /** Whether the same request can succeed later; `reads`: only where it was a read. */
  readonly retryable: "yes" | "no" | "reads";
  /** What happened, after "<provider> (<source>) could not <action>: ". */
  readonly happened: string;
  /** What the caller can do. */
  readonly advice: string;
} & (
  | { readonly kind: "ConflictError"; readonly reason: ConflictReason }
  | { readonly kind: "UpstreamError"; readonly failure: UpstreamFailure }
  | { readonly kind: Exclude<Failure["kind"], "ConflictError" | "UpstreamError"> }
);

/** The reasons that every provider's failures are mapped to; docs/errors.md shows the same table. */
export const failureReasons = {
  NOT_FOUND: {
    kind: "NotFoundError",
    code: "NOT_FOUND",
    retryable: "no",
    happened: "it has no such resource",
    advice: "Check the id; it may have been deleted or belong to another source.",
  },
  RESOURCE_IN_USE: {
    kind: "ConflictError",
    code: "FAILED_PRECONDITION",
    reason: "RESOURCE_IN_USE",
    retryable: "yes",
    happened: "the state of the resource does not allow it now",
    advice: "Try again when its state has changed.",
  },
  CONCURRENT_MODIFICATION: {
    kind: "ConflictError",
    code: "ABORTED",
    reason: "CONCURRENT_MODIFICATION",
    retryable: "yes",
    happened: "it conflicts with another change",
    advice: "Read what there is now, then repeat the change if it is still wanted.",
  },
  REJECTED: {
    kind: "ValidationError",
    code: "INVALID_ARGUMENT",
    retryable: "no",
    happened: "it rejected the request as invalid",
    advice: "Check the values against the provider's rules.",
  },
  UNSUPPORTED: {
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    retryable: "no",
    happened: "it does not support this for the resource",
    advice: "It can't be done through this provider for this resource.",
  },
  PERMISSION_DENIED: {
    kind: "AccessError",
    code: "PERMISSION_DENIED",
    retryable: "no",
    happened: "it denied access",
    advice: "Ask the gateway's operators to check the permissions of its credentials for this source.",
  },
  UNAUTHENTICATED: {
    kind: "AccessError",
    code: "UNAUTHENTICATED",
    retryable: "no",
    happened: "it did not accept the gateway's credentials",
    advice: "Ask the gateway's operators to check or renew its credentials for this source.",
  },
  THROTTLED: {
    kind: "ThrottledError",
    code: "RESOURCE_EXHAUSTED",
    retryable: "yes",
    happened: "it received too many requests",
    advice: "Wait, then try again.",
  },
  SERVER_ERROR: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "SERVER_ERROR",
    retryable: "yes",
    happened: "it failed on its side",
    advice: "Try again later.",
  },
  CIRCUIT_OPEN: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "CIRCUIT_OPEN",
    retryable: "yes",
    happened: "it has failed several times in a row and is not asked for now",
    advice: "Nothing was sent. Try again in a few seconds.",
  },
  UNREACHABLE: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "UNREACHABLE",
    retryable: "yes",
    happened: "no connection to it could be made or kept",
    advice: "Try again later; if it lasts, check the network and the endpoint.",
  },
  TIMEOUT: {
    kind: "UpstreamError",
    code: "DEADLINE_EXCEEDED",
    failure: "TIMEOUT",
    retryable: "yes",
    happened: "it did not answer in time",
    advice: "Try again later.",
  },
  MALFORMED_RESPONSE: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "MALFORMED_RESPONSE",
    retryable: "reads",
    happened: "its answer could not be understood",
    advice: "If it lasts, tell the gateway's operators.",
  },
  UNEXPECTED: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "SERVER_ERROR",
    retryable: "no",
    happened: "it failed in a way that the gateway does not know",
    advice: "Tell the gateway's operators.",
  },
} as const satisfies Record<string, FailureDefinition>;

/** Why a call to a provider failed, in the same words for every provider. */
export type FailureReason = keyof typeof failureReasons;

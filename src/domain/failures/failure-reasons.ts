import type { ConflictReason, Failure, MaintenanceErrorCode, UpstreamFailure } from "./failure.js";

/** The meaning of a failure for the caller. */
export type FailureDefinition = {
  readonly code: MaintenanceErrorCode;
  /** Whether the same request can succeed later; `reads`: only if it is a read. */
  readonly retryable: "yes" | "no" | "reads";
  /** What happened, worded to complete "Could not <action>: <provider> (<source>) …". */
  readonly happened: string;
  /** What the caller can do next. */
  readonly advice: string;
} & (
  | { readonly kind: "ConflictError"; readonly reason: ConflictReason }
  | { readonly kind: "UpstreamError"; readonly failure: UpstreamFailure }
  | { readonly kind: Exclude<Failure["kind"], "ConflictError" | "UpstreamError"> }
);

/** The failure reasons that all providers' errors map to. docs/errors.md shows the same table. */
export const failureReasons = {
  NOT_FOUND: {
    kind: "NotFoundError",
    code: "NOT_FOUND",
    retryable: "no",
    happened: "has no such resource",
    advice: "Check the id: the resource may have been deleted or may belong to another source.",
  },
  RESOURCE_IN_USE: {
    kind: "ConflictError",
    code: "FAILED_PRECONDITION",
    reason: "RESOURCE_IN_USE",
    retryable: "yes",
    happened: "does not allow this in the current state of the resource",
    advice: "Try again when the state has changed.",
  },
  CONCURRENT_MODIFICATION: {
    kind: "ConflictError",
    code: "ABORTED",
    reason: "CONCURRENT_MODIFICATION",
    retryable: "yes",
    happened: "reported a conflict with another change",
    advice: "Read the current state, then repeat the change if you still want it.",
  },
  REJECTED: {
    kind: "ValidationError",
    code: "INVALID_ARGUMENT",
    retryable: "no",
    happened: "rejected the request as invalid",
    advice: "Check the values against the provider's rules.",
  },
  UNSUPPORTED: {
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    retryable: "no",
    happened: "does not support this operation for the resource",
    advice: "Retrying will not help.",
  },
  NOT_OFFERED: {
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    retryable: "no",
    happened: "does not offer this operation",
    advice:
      "Retrying will not help. Ask the gateway's operators to check the site, region and endpoint of this source, and whether the account or organisation has the feature.",
  },
  PERMISSION_DENIED: {
    kind: "AccessError",
    code: "PERMISSION_DENIED",
    retryable: "no",
    happened: "denied the gateway access",
    advice: "Ask the gateway's operators to check the permissions of its credentials for this source.",
  },
  UNAUTHENTICATED: {
    kind: "AccessError",
    code: "UNAUTHENTICATED",
    retryable: "no",
    happened: "did not accept the gateway's credentials",
    advice: "Ask the gateway's operators to check or renew its credentials for this source.",
  },
  THROTTLED: {
    kind: "ThrottledError",
    code: "RESOURCE_EXHAUSTED",
    retryable: "yes",
    happened: "received too many requests",
    advice: "Wait, then try again.",
  },
  SERVER_ERROR: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "SERVER_ERROR",
    retryable: "yes",
    happened: "returned a server error",
    advice: "Try again later.",
  },
  CIRCUIT_OPEN: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "CIRCUIT_OPEN",
    retryable: "yes",
    happened: "has failed several times in a row, so the gateway did not call it",
    advice: "Try again in a few seconds.",
  },
  UNREACHABLE: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "UNREACHABLE",
    retryable: "yes",
    happened: "could not be reached, or the connection broke",
    advice:
      "Try again later. If the problem persists, ask the gateway's operators to check the network and the endpoint.",
  },
  TIMEOUT: {
    kind: "UpstreamError",
    code: "DEADLINE_EXCEEDED",
    failure: "TIMEOUT",
    retryable: "yes",
    happened: "did not respond in time",
    advice: "Try again later.",
  },
  MALFORMED_RESPONSE: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "MALFORMED_RESPONSE",
    retryable: "reads",
    happened: "returned a response that the gateway cannot read",
    advice: "If the problem persists, report it to the gateway's operators.",
  },
  UNEXPECTED: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "SERVER_ERROR",
    retryable: "no",
    happened: "failed in a way that the gateway does not recognise",
    advice: "Report this to the gateway's operators.",
  },
} as const satisfies Record<string, FailureDefinition>;

/** The reason that a call failed. The set is the same for every provider. */
export type FailureReason = keyof typeof failureReasons;

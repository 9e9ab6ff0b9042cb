import type { ScheduledWindow } from "../windows/scheduled-window.js";

/** Error codes, named as in google.rpc.Code. */
export type MaintenanceErrorCode =
  | "INVALID_ARGUMENT"
  | "NOT_FOUND"
  | "FAILED_PRECONDITION"
  | "ABORTED"
  | "UNIMPLEMENTED"
  | "UNAUTHENTICATED"
  | "PERMISSION_DENIED"
  | "RESOURCE_EXHAUSTED"
  | "DEADLINE_EXCEEDED"
  | "UNAVAILABLE"
  | "INTERNAL";

interface FailureFacts {
  readonly code: MaintenanceErrorCode;
  /** For a person: what failed, why, and what to do next. Contains no secrets and no text from the provider. */
  readonly message: string;
  /** Null if the gateway itself rejected the request. */
  readonly provider: string | null;
  /** An AWS exception name or a Datadog HTTP status. */
  readonly providerCode: string | null;
  readonly requestId: string | null;
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
}

export type ViolationCode =
  | "REQUIRED"
  | "MALFORMED"
  | "OUT_OF_RANGE"
  | "TOO_LONG"
  | "ENDS_BEFORE_START"
  | "ENDS_IN_PAST"
  | "BROAD_QUERY"
  | "MUTUALLY_EXCLUSIVE"
  | "NOTHING_TO_CHANGE"
  | "REJECTED_BY_PROVIDER";

export interface Violation {
  readonly path: readonly string[];
  readonly code: ViolationCode;
  readonly message: string;
}

export interface ValidationError extends FailureFacts {
  readonly kind: "ValidationError";
  readonly violations: readonly Violation[];
}

export interface NotFoundError extends FailureFacts {
  readonly kind: "NotFoundError";
  readonly resourceType: string;
  readonly resourceId: string;
}

export type ConflictReason =
  | "RESOURCE_IN_USE"
  | "CONCURRENT_MODIFICATION"
  | "STALE_REVISION"
  | "IDEMPOTENCY_KEY_REUSED";

export interface ConflictError extends FailureFacts {
  readonly kind: "ConflictError";
  readonly reason: ConflictReason;
  /** The window as it is now; null if it could not be read. */
  readonly current: ScheduledWindow | null;
}

export interface UnsupportedOperationError extends FailureFacts {
  readonly kind: "UnsupportedOperationError";
}

export interface AccessError extends FailureFacts {
  readonly kind: "AccessError";
}

export interface ThrottledError extends FailureFacts {
  readonly kind: "ThrottledError";
  readonly retryAfterSeconds: number | null;
}

export type UpstreamFailure =
  | "TIMEOUT"
  | "UNREACHABLE"
  | "SERVER_ERROR"
  | "MALFORMED_RESPONSE"
  | "CIRCUIT_OPEN";

export interface UpstreamError extends FailureFacts {
  readonly kind: "UpstreamError";
  readonly failure: UpstreamFailure;
  /** Whether the write may have been applied despite the failure. */
  readonly outcomeUnknown: boolean;
}

/** Every expected failure, as data. `kind` is the name of its GraphQL type. */
export type Failure =
  | ValidationError
  | NotFoundError
  | ConflictError
  | UnsupportedOperationError
  | AccessError
  | ThrottledError
  | UpstreamError;

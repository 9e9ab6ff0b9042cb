import type { ScheduledWindow } from "./windows.js";

/** Names of google.rpc.Code. */
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
  /** Written for a person: who failed, what was asked, what to do. Holds nothing secret and no upstream text. */
  readonly message: string;
  /** Null where the gateway itself refused. */
  readonly provider: string | null;
  /** An AWS exception name or a Datadog HTTP status. */
  readonly providerCode: string | null;
  readonly requestId: string | null;
  /** Whether sending the same request again later can succeed. */
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
  /** The window as it stands, where it could be read. */
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
  /** Whether a write may have happened although no answer came. */
  readonly outcomeUnknown: boolean;
}

/** Every expected failure, as data; `kind` is the name of its GraphQL type. */
export type Failure =
  | ValidationError
  | NotFoundError
  | ConflictError
  | UnsupportedOperationError
  | AccessError
  | ThrottledError
  | UpstreamError;

/** An expected failure on its way to the caller: a result of a write, or an error of a read. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";

  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
  }
}

const refusedByGateway = { provider: null, providerCode: null, requestId: null, retryable: false } as const;

/** The gateway refuses the input; all violations at once. */
export function invalid(violations: readonly Violation[]): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "ValidationError",
    code: "INVALID_ARGUMENT",
    message: violations.map((violation) => violation.message).join(" "),
    violations,
  });
}

/** There is no such resource; `provider` is null where none was asked. */
export function notFound(
  resourceType: string,
  resourceId: string,
  provider: string | null,
  message: string,
): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "NotFoundError",
    code: "NOT_FOUND",
    message,
    provider,
    resourceType,
    resourceId,
  });
}

const conflicts: Readonly<
  Record<ConflictReason, { readonly code: MaintenanceErrorCode; readonly retryable: boolean }>
> = {
  RESOURCE_IN_USE: { code: "FAILED_PRECONDITION", retryable: true },
  CONCURRENT_MODIFICATION: { code: "ABORTED", retryable: true },
  STALE_REVISION: { code: "ABORTED", retryable: false },
  IDEMPOTENCY_KEY_REUSED: { code: "FAILED_PRECONDITION", retryable: false },
};

/** The gateway refuses a change because of how things stand; `current` is the window as it stands. */
export function conflict(
  reason: ConflictReason,
  current: ScheduledWindow | null,
  message: string,
): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    ...conflicts[reason],
    kind: "ConflictError",
    message,
    reason,
    current,
  });
}

/** The gateway refuses what the provider would refuse for this resource. */
export function unsupported(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    message,
  });
}

/** The gateway refuses what the caller has no right to. */
export function denied(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "AccessError",
    code: "PERMISSION_DENIED",
    message,
  });
}

/** The gateway cannot tell, or do, it now; the same request may succeed later. */
export function unavailable(
  failure: "TIMEOUT" | "UNREACHABLE",
  outcomeUnknown: boolean,
  message: string,
  options?: ErrorOptions,
): GatewayError {
  const code = failure === "TIMEOUT" ? "DEADLINE_EXCEEDED" : "UNAVAILABLE";
  return new GatewayError(
    {
      ...refusedByGateway,
      kind: "UpstreamError",
      code,
      message,
      retryable: true,
      failure,
      outcomeUnknown,
    },
    options,
  );
}

/** A mistake of the gateway's own in one of several writes, as those who made the others are told it. */
export function unexpected(): Failure {
  return {
    ...refusedByGateway,
    kind: "UpstreamError",
    code: "INTERNAL",
    message:
      "Internal error of the gateway. The change may have been made all the same: look before you repeat it. Report it to the gateway's operators.",
    failure: "SERVER_ERROR",
    outcomeUnknown: true,
  };
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GatewayError && error.failure.kind === "NotFoundError";
}

/** The failure of a write that may have been carried out although no answer came; null for any other error. */
export function lostAnswerOf(error: unknown): UpstreamError | null {
  const failure = error instanceof GatewayError ? error.failure : null;
  return failure?.kind === "UpstreamError" && failure.outcomeUnknown ? failure : null;
}

/** The same failure, as a caller is told it who has sent the input at another place than `input`. */
export function underPath(failure: Failure, path: readonly string[]): Failure {
  if (failure.kind !== "ValidationError") return failure;
  const violations = failure.violations.map((violation) => ({
    ...violation,
    path: [...path, ...violation.path.slice(1)],
  }));
  return { ...failure, violations };
}

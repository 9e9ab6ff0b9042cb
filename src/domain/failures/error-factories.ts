import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxViolations } from "./constants.js";
import type { ConflictReason, Failure, MaintenanceErrorCode, Violation } from "./failure.js";
import { GatewayError } from "./gateway-error.js";

const refusedByGateway = { provider: null, providerCode: null, requestId: null, retryable: false } as const;

/** Returns the error for invalid input. It lists all violations. */
export function invalidArgument(violations: readonly Violation[]): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "ValidationError",
    code: "INVALID_ARGUMENT",
    message: violations.map((violation) => violation.message).join(" "),
    // Never reached so far. Ensures that the list costs no more than `@listSize` declares; the message contains all of them.
    violations: violations.slice(0, maxViolations),
  });
}

/** Returns the error for a resource that does not exist. `provider` is null if no provider was called. */
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

/** Returns the error for a change that conflicts with the current state. `current` is the window as it is now. */
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

/** Returns the error for an operation that the provider does not support for this resource. */
export function unsupportedOperation(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    message,
  });
}

/** Returns the error for a caller that lacks a permission. */
export function permissionDenied(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "AccessError",
    code: "PERMISSION_DENIED",
    message,
  });
}

/** Returns the error for a request that the gateway cannot serve now but that may succeed later. */
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

/** Returns the error for a caller that has exceeded a limit of the gateway. The same request can succeed later. */
export function limitExceeded(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "ThrottledError",
    code: "RESOURCE_EXHAUSTED",
    message,
    retryable: true,
    retryAfterSeconds: null,
  });
}

/** Returns the failure for an unexpected error in one of several writes. The other writes keep their results. */
export function internalFailure(): Failure {
  return {
    ...refusedByGateway,
    kind: "UpstreamError",
    code: "INTERNAL",
    message:
      "The gateway failed unexpectedly. The change may have been applied: check before you repeat it, and report the failure to the gateway's operators.",
    failure: "SERVER_ERROR",
    outcomeUnknown: true,
  };
}

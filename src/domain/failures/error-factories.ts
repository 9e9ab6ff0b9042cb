import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { ConflictReason, Failure, MaintenanceErrorCode, Violation } from "./failure.js";
import { GatewayError } from "./gateway-error.js";

const refusedByGateway = { provider: null, providerCode: null, requestId: null, retryable: false } as const;

/** The gateway refuses the input; all violations at once. */
export function invalidArgument(violations: readonly Violation[]): GatewayError {
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
export function unsupportedOperation(message: string): GatewayError {
  return new GatewayError({
    ...refusedByGateway,
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    message,
  });
}

/** The gateway refuses what the caller has no right to. */
export function permissionDenied(message: string): GatewayError {
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
export function internalFailure(): Failure {
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

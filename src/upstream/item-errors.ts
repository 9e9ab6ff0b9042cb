import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import { detailOf } from "./classify-failure.js";
import { isCancelled } from "./source-failures.js";

/** Why one item could not be read. */
export interface ItemProblem {
  readonly error: Failure;
  /** A detail for operators, in the gateway's own words. */
  readonly detail: string | null;
}

/**
 * Whether a failed call about one item of a source can be due to that item. All other failures are due to the source or the
 * gateway: the calls about its other items would fail too.
 */
export function isAboutItem(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError) || isCancelled(error.cause)) return false;
  const { failure } = error;
  switch (failure.kind) {
    case "ThrottledError":
      return false;
    case "AccessError":
      return failure.code === "PERMISSION_DENIED";
    case "UpstreamError":
      if (failure.failure === "UNREACHABLE" || failure.failure === "CIRCUIT_OPEN") return false;
      // An unexpected error without the provider's code is not a response of the provider, so it may be a bug in the gateway.
      return !(
        failure.code === "INTERNAL" &&
        failure.failure === "SERVER_ERROR" &&
        failure.providerCode === null
      );
    default:
      return true;
  }
}

export function problemOf({ failure, cause }: GatewayError): ItemProblem {
  return { error: failure, detail: detailOf(cause) };
}

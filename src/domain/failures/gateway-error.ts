import type { Failure, UpstreamError } from "./failure.js";
import type { LostAnswer } from "./unknown-outcome.js";

export interface GatewayErrorOptions extends ErrorOptions {
  /** Whether the provider may still be processing the request; UNKNOWN by default. */
  readonly lostAnswer?: LostAnswer;
}

/** Carries an expected failure to the caller: as the result of a write, or as the error of a read. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  readonly lostAnswer: LostAnswer;

  constructor(
    readonly failure: Failure,
    { lostAnswer = "UNKNOWN", ...options }: GatewayErrorOptions = {},
  ) {
    super(failure.message, options);
    this.lostAnswer = lostAnswer;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof GatewayError && error.failure.kind === "NotFoundError";
}

/** Whether this is the failure of a write that may have been applied anyway. */
export function isOutcomeUnknown(
  error: unknown,
): error is GatewayError & { readonly failure: UpstreamError } {
  const failure = error instanceof GatewayError ? error.failure : null;
  return failure?.kind === "UpstreamError" && failure.outcomeUnknown;
}

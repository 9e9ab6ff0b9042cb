import type { Failure, UpstreamError } from "./failure.js";
import type { LostAnswer } from "./unknown-outcome.js";

export interface GatewayErrorOptions extends ErrorOptions {
  /** Whether the provider may still be working on a request that got no answer; UNKNOWN by default. */
  readonly lostAnswer?: LostAnswer;
}

/** An expected failure on its way to the caller: a result of a write, or an error of a read. */
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

/** Whether it is the failure of a write that may have been made although no answer came. */
export function isOutcomeUnknown(
  error: unknown,
): error is GatewayError & { readonly failure: UpstreamError } {
  const failure = error instanceof GatewayError ? error.failure : null;
  return failure?.kind === "UpstreamError" && failure.outcomeUnknown;
}

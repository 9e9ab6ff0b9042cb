import type { Failure, UpstreamError } from "./failure.js";

/** The end of a message about a write whose outcome is unknown. */
export const unknownOutcomeMessage =
  "The change may have been applied, or may still be applied: check before you repeat it.";

/**
 * What the gateway knows about a request whose outcome is unknown.
 * - ENDED: the provider itself reported that the request failed.
 * - ENDS_SOON: the connection broke, or the provider was unavailable. If the request has no effect within moments, it
 *   never will.
 * - UNKNOWN: after a timeout, or a proxy's response, the provider may still be processing the request.
 */
export type LostAnswer = "ENDED" | "ENDS_SOON" | "UNKNOWN";

/** Returns the failure of a write that, as a later read showed, was not applied. */
export function asNotApplied(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(unknownOutcomeMessage, "Nothing was changed. Try again later.");
  return { ...failure, message, outcomeUnknown: false };
}

/** Returns the failure of a read before a write. Its message says that nothing was changed. */
export function asNothingChanged(failure: Failure): Failure {
  return { ...failure, message: `${failure.message} Nothing was changed.` };
}

/** Returns the failure of a creation that can safely be repeated with its idempotency key. */
export function asRetryableWithKey(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(
    unknownOutcomeMessage,
    "The window may have been created, or may still be created. Repeat the call with the same `idempotencyKey` to get its result.",
  );
  return { ...failure, message, retryable: true };
}

import type { UpstreamError } from "./failure.js";

/** What a failure says whose outcome is unknown. */
export const unknownOutcomeMessage = "The change may have been made all the same: look before you repeat it.";

/**
 * The state of a request that got no answer. ENDED: the provider itself says that it has failed. ENDS_SOON: the connection
 * broke, or the provider took no requests; if nothing comes of it within moments, nothing will. UNKNOWN: after a timeout, or
 * a proxy's answer, the provider may still be working on it.
 */
export type LostAnswer = "ENDED" | "ENDS_SOON" | "UNKNOWN";

/** The failure of a write of which it was seen since that it was not made. */
export function asNotApplied(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(unknownOutcomeMessage, "Nothing was changed: try again later.");
  return { ...failure, message, outcomeUnknown: false };
}

/** The failure of a write that can be repeated under its idempotency key without harm. */
export function asRetryableWithKey(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(
    unknownOutcomeMessage,
    "The window may have been created all the same: send the call again with the same idempotency key to learn what came of it.",
  );
  return { ...failure, message, retryable: true };
}

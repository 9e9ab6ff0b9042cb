import type { UpstreamError } from "./errors.js";

/** What a failure says whose outcome is unknown. */
export const mayHaveBeenMade = "The change may have been made all the same: look before you repeat it.";

/** What the provider says itself when it has failed. */
const ownFailures = ["500", "InternalFailure"];
/** What it, or a proxy before it, says when it takes no requests. */
const refusals = ["503", "ServiceUnavailable", "ServiceUnavailableException"];

/**
 * Whether the provider is done with a request whose answer got lost. NOW: it has said itself that it failed. SOON: the
 * connection broke, or nobody took the request, so that it is if nothing comes of it within moments. UNKNOWN: after a
 * time-out, or a proxy's answer, it may be at it still.
 */
export function isOver({ failure, providerCode }: UpstreamError): "NOW" | "SOON" | "UNKNOWN" {
  if (failure === "UNREACHABLE") return "SOON";
  if (failure !== "SERVER_ERROR" || providerCode === null) return "UNKNOWN";
  if (ownFailures.includes(providerCode)) return "NOW";
  return refusals.includes(providerCode) ? "SOON" : "UNKNOWN";
}

/** The failure of a write of which it was seen since that it was not made. */
export function notMade(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(mayHaveBeenMade, "Nothing was changed: try again later.");
  return { ...failure, message, outcomeUnknown: false };
}

/** The failure of a write that can be repeated under its idempotency key without harm. */
export function lostUnderKey(failure: UpstreamError): UpstreamError {
  const message = failure.message.replace(
    mayHaveBeenMade,
    "The window may have been created all the same: send the call again with the same idempotency key to learn what came of it.",
  );
  return { ...failure, message, retryable: true };
}

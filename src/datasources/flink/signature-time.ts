/** AWS's exceptions for a signature whose time is outside of the allowed range. */
const always = /^Request(?:Expired|TimeTooSkewed|InTheFuture)/;

/** Exceptions that can have this cause and others. AWS's message then names it: "Signature expired: … is now earlier than …". */
const sometimes = /^(?:InvalidSignature|SignatureDoesNotMatch|AuthFailure)/;
const aboutTime =
  /signature (?:expired|not yet current|has expired)|is now (?:earlier|later) than|request has expired/i;

/**
 * Whether AWS rejected a request because of the time in its signature: the clock is wrong, or the request was sent long after it
 * was signed, because the process was paused or a queue was slow.
 */
export function isSignatureTimeError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return always.test(error.name) || (sometimes.test(error.name) && aboutTime.test(error.message));
}

/** Constants for writes. REQUEST_TIMEOUT_MS sets the deadline of a request. */

/** Interval at which a replica checks whether another has released a lock, or has finished the call with the same key. */
export const lockPollMs = 25;

/** Maximum number of attempts to update or delete a window after lost responses. More would burden a failing provider. */
export const maxWriteAttempts = 3;

/** Average wait before the second attempt. It doubles with each further attempt. */
export const writeRetryMs = 100;

/** Maximum number of attempts to create a window. The second is made only if the first was certainly not applied. */
export const maxCreateAttempts = 2;

/** Waits between searches for a window after a lost response, because the provider may still be creating it. */
export const createLookupWaitsMs = [500, 1_500] as const;

/** Time after which a creation without a response counts as not applied. Its key can then create the window again. */
export const unknownOutcomeMs = 60_000;

/** Maximum number of claimed windows that a process caches, instead of reading them from the record store. */
export const maxLocalClaims = 10_000;

/** Longest id in the audit log, in characters. Callers can send any text as an id. */
export const maxAuditedIdLength = 256;

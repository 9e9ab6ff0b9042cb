/** Fixed numbers of writes. How long a request may take is set by REQUEST_TIMEOUT_MS. */

/** How often a replica checks whether another has released the lock of a window, or finished the call with the same key. */
export const lockPollMs = 25;

/** Attempts of an update or deletion whose answer gets lost. More would burden a provider that is in trouble. */
export const maxWriteAttempts = 3;

/** Wait before the second attempt of such a write, on average; it doubles with each further attempt. */
export const writeRetryMs = 100;

/** Attempts of a creation: the second one only if the first was surely not made. */
export const maxCreateAttempts = 2;

/** Waits before each further look for a window whose creation got no answer: the provider may still be creating it. */
export const createLookupWaitsMs = [500, 1_500] as const;

/** Difference between the clocks of two replicas. */
export const clockToleranceMs = 5_000;

/** After this time a creation without an answer counts as not made, and its key creates anew. */
export const unknownOutcomeMs = 60_000;

/** Windows whose creator a process knows without asking the record store. */
export const maxLocalClaims = 10_000;

/** Characters of an id in the audit log: callers can send any text as an id. */
export const maxAuditedIdLength = 256;

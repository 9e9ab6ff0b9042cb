/** Fixed numbers of the connection to Redis. */

/** After this time a command has failed, and the gateway goes on without Redis. */
export const commandTimeoutMs = 500;

/** The wait before the first new connection; it grows by as much each time, up to `probeIntervalMs`. */
export const reconnectStepMs = 100;

/** How often the gateway checks whether a Redis that failed is back. */
export const probeIntervalMs = 2_000;

/** How long one read of the journal waits for new entries, so that a dead connection is noticed. */
export const journalPollMs = 5_000;

/** Pause before the journal is read again after a failure. */
export const journalRetryMs = 1_000;

/** Writes that a replica finds in the journal when it starts, and how long they are kept there. */
export const maxJournalEntries = 10_000;
export const journalTtlSeconds = 24 * 60 * 60;

/** After this time a lock is free again if its replica has died. A living one extends it. */
export const lockTtlMs = 5_000;

/** Fixed numbers of the caches. How long data counts as fresh is set by INVENTORY_* and, for each source, by `freshness`. */

/** Longest refresh of a whole source, which goes on after its callers have timed out. Sources of thousands of applications take minutes. */
export const refreshTimeoutMs = 5 * 60_000;

/** Shortest time between two refreshes of a source that fails, while its last good data can be shown. */
export const pauseAfterFailureMs = 1_000;

/** How often a replica checks whether another has finished the refresh that both want. */
export const refreshPollMs = 100;

/** How long background refreshes may take to end when the process stops. What is aborted ends at once, except for what it tells other replicas. */
export const closeTimeoutMs = 300;

/** Items of one source that were read one by one. */
export const maxCachedItems = 5_000;

/** Entries of one time-to-live cache. */
export const maxTtlEntries = 5_000;

/** Writes that the journal keeps for each source: far more than happen between two refreshes. */
export const maxJournaledWrites = 10_000;

/** How long a record is kept after its last change. Idempotency keys promise 24 hours. */
export const recordTtlMs = 24 * 3_600_000;

/** Records that one process keeps without Redis: far more than windows are created in a day. */
export const maxRecords = 50_000;

/** Fixed limits for the caches. INVENTORY_* and a source's `freshness` set how long data stays fresh. */

/** Timeout for refreshing a whole source. A refresh outlives its callers; thousands of applications take minutes. */
export const refreshTimeoutMs = 5 * 60_000;

/** Minimum time between two refreshes of a failing source while its last good data can be served. */
export const pauseAfterFailureMs = 1_000;

/** How often a replica checks whether another replica has finished the refresh that both need. */
export const refreshPollMs = 100;

/** How long shutdown waits for background refreshes. Aborted refreshes end at once, except for their last calls to Redis. */
export const closeTimeoutMs = 300;

/** Maximum number of individually read items cached per source. */
export const maxCachedItems = 5_000;

/** How long an item that does not exist is not read again. Short, because it may be created at any time. */
export const missingMaxAgeMs = 5_000;

/**
 * How long a replica leaves a doubtful item to the replica that was notified. Longer than one call with its retry, so that usually only
 * one replica reads the item; after that, each one does.
 */
export const otherReplicaRereadMs = 5_000;

/** How long a list waits for items that are being read again. If they are not read by then, the list reads them itself. */
export const rereadWaitMs = 2_000;

/**
 * Maximum number of rereads that notices cause per source and replica in each `rereadPeriodMs`. People and deployments change a few
 * windows a minute; more than this is a loop or a flood, and must not use up the provider's rate limit.
 */
export const maxRereads = 30;
export const rereadPeriodMs = 60_000;

/** Maximum number of items that wait for the end of the period by name. Beyond it, all items of the source are read again. */
export const maxDueItems = 100;

/** Maximum number of entries in one time-to-live cache. */
export const maxTtlEntries = 5_000;

/** Maximum number of writes in the journal per source; far more than happen between two refreshes. */
export const maxJournaledWrites = 10_000;

/** How long a record is kept after its last change, unless its writer says otherwise. Idempotency keys are valid for 24 hours. */
export const recordTtlMs = 24 * 3_600_000;

/** Maximum number of records in a process without Redis; far more than the windows created in a day. */
export const maxRecords = 50_000;

/** Maximum number of unreadable items that the log line of one refresh names. */
export const maxLoggedUnreadable = 5;

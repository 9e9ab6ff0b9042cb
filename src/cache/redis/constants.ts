/** Fixed limits for the Redis connection. */

/** Timeout of a command. After it, the gateway continues without Redis. */
export const commandTimeoutMs = 500;

/** Steps in which the timeout of a command is measured. A stall of the process counts as one of them. */
export const waitSteps = 10;

/** How long a connection can owe a response before it is replaced. Longer than the process is ever blocked. */
export const silentConnectionMs = 10_000;

/** Wait before the first reconnect. Each further wait is this much longer, up to `probeIntervalMs`. */
export const reconnectStepMs = 100;

/** How often the gateway probes an unavailable Redis. */
export const probeIntervalMs = 2_000;

/** How long one read of the journal waits for new entries. Bounded, so that a dead connection is noticed. */
export const journalPollMs = 5_000;

/** Pause before retrying a failed read of the journal. */
export const journalRetryMs = 1_000;

/** How many writes the shared journal keeps for replicas that start, and for how long. */
export const maxJournalEntries = 10_000;

/** How many earlier entries one publication returns. Usually there are few; more could take longer than a command may. */
export const maxEntriesPerPublication = 1_000;
export const journalTtlSeconds = 24 * 60 * 60;

/** How long a lock outlives a replica that died. A live replica keeps extending its locks. */
export const lockTtlMs = 5_000;

/** How long state is kept that nobody leads any more. Older state would only cause messages about what is long over. */
export const ledStateTtlMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * How far a machine's clock may be from that of Redis before the gateway warns. Larger differences show windows as open or closed
 * noticeably too early or too late.
 */
export const maxClockSkewMs = 2_000;

/** How many items of a snapshot are encoded before other requests are served. They take a few milliseconds. */
export const itemsPerPart = 1_000;

/** Increment it when the stored format changes, so that replicas of two releases do not read each other's data. */
export const formatVersion = 7;

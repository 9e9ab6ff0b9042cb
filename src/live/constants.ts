/** Fixed limits of live updates. */

/** Shortest time between two reads of a watched source that nothing else causes. For sources that cache nothing. */
export const minReadIntervalMs = 5_000;

/** How soon a watched source is read again after it failed. */
export const failureRetryMs = 10_000;

/** How many events a process keeps for streams that resume, or that read slowly. They hold a few windows each. */
export const maxKeptEvents = 10_000;

/** How many waiting streams continue at once, before other requests are served. */
export const streamsPerPart = 50;

/** How soon an answer is computed again that the busy process could not compute in time. */
export const answerRetryMs = 1_000;

/** How long after the last stream the gateway remembers what it last knew, for a client that resumes its stream. */
export const resumableMs = 3_600_000;

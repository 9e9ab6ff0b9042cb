/** Fixed limits of scheduling. */

/** How long requests may occupy the event loop before everything else, such as a probe, is served. */
export const maxBusyMs = 10;

/**
 * Minimum number of iterations of the event loop that a request waits before it is refused. A few long iterations are no overload:
 * the import of an SDK, or a pause of the process.
 */
export const minIterations = 10;

/** How much waiting work may begin in one iteration of the event loop, if the previous iterations were short. */
export const maxBatch = 8;

/** Longest timer. Node.js fires longer ones at once. */
export const maxTimerMs = 2 ** 31 - 1;

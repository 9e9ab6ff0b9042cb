/** Fixed limits of scheduling. */

/** How long requests may occupy the event loop before everything else, such as a probe, is served. */
export const maxBusyMs = 10;

/**
 * How many iterations of the event loop a request waits at least before it is refused. A few long ones, such as those that import an
 * SDK or follow a pause of the process, are no overload.
 */
export const minIterations = 10;

/** How much waiting work may begin in one iteration of the event loop, if the previous iterations were short. */
export const maxBatch = 8;

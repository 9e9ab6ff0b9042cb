/** Fixed limits of scheduling. */

/** How long requests may occupy the event loop before everything else, such as a probe, has its turn. */
export const turnMs = 10;

/** How many waiting pieces of work may begin in one iteration of the event loop, if the previous iterations were short. */
export const maxBatch = 8;

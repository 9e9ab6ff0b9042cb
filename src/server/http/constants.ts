/** Fixed numbers of the HTTP server. REQUEST_TIMEOUT_MS and MAX_BODY_BYTES can be configured. */

/** Longest time in which a request must have arrived: a client that sends drop by drop is cut off. */
export const receiveTimeoutMs = 30_000;

/** Longest time in which the headers of a request must have arrived. */
export const headersTimeoutMs = 10_000;

/** How often these two limits are checked. */
export const connectionCheckMs = 1_000;

/** How long a connection may be silent beyond the longest request: a client that does not read its answer is cut off. */
export const idleConnectionMs = 30_000;

/** How long browsers remember what CORS allows. */
export const corsMaxAgeSeconds = 600;

/** Errors in the answer to an invalid document. */
export const maxValidationErrors = 20;

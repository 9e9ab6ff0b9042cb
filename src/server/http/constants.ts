/** Constants for the HTTP server. The configurable limits are REQUEST_TIMEOUT_MS and MAX_BODY_BYTES. */

/** Timeout for receiving a request. It disconnects clients that send very slowly. */
export const receiveTimeoutMs = 30_000;

/** Timeout for receiving the headers of a request. */
export const headersTimeoutMs = 10_000;

/** How often these two timeouts are checked. */
export const connectionCheckMs = 1_000;

/** Idle time after which a connection is closed, in addition to REQUEST_TIMEOUT_MS. It disconnects clients that do not read. */
export const idleConnectionMs = 30_000;

/** How long browsers cache the result of a CORS preflight. */
export const corsMaxAgeSeconds = 600;

/** Maximum number of errors in the response to an invalid document, plus one entry that says that there are more. */
export const maxValidationErrors = 4;

/** Fixed timeouts of start and shutdown. The configurable ones are SHUTDOWN_DELAY_MS and REQUEST_TIMEOUT_MS. */

/** How long `/readyz` waits for the SDKs. They take seconds on a busy machine. */
export const warmUpTimeoutMs = 10_000;

/** How long the process waits for clients to read their responses. */
export const sendTimeoutMs = 5_000;

/** How long the process waits for the last 503 responses to be sent before it closes all connections. */
export const refusalSendMs = 500;

/** How long the process accepts the last connections, which the kernel would otherwise reset: until none arrives for `quietMs`. */
export const acceptMs = 500;
export const quietMs = 50;

/** Fixed shutdown timeouts. The configurable ones are SHUTDOWN_DELAY_MS and REQUEST_TIMEOUT_MS. */

/** How long the process waits for clients to read their responses. */
export const sendTimeoutMs = 5_000;

/** How long the process waits for the last 503 responses to be sent before it closes all connections. */
export const refusalSendMs = 500;

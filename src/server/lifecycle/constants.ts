/** Fixed numbers of the shutdown. SHUTDOWN_DELAY_MS and REQUEST_TIMEOUT_MS can be configured. */

/** How long the process waits for clients to read their answers. */
export const sendTimeoutMs = 5_000;

/** How long the last refusals may take to be sent before connections are closed. */
export const refusalSendMs = 500;

/** Fixed times of streams. MAX_STREAMS and MAX_STREAMS_PER_CALLER limit their number. */

/**
 * How long a stream is silent before a comment is sent. It keeps proxies from closing the stream, and lets a page say within five
 * seconds that its connection is lost.
 */
export const heartbeatMs = 3_000;

/** How long a client may leave an event unread before it is disconnected. */
export const slowReaderMs = 60_000;

/** Memory for the results of the last events, which streams of the same operation share. */
export const maxSharedResultBytes = 16 * 1_024 * 1_024;

/** Maximum length of an operation's variables whose results are shared, as JSON. Each result has a copy. */
export const maxSharedVariablesLength = 1_000;

/** How long a router has to answer a message. */
export const callbackTimeoutMs = 5_000;

/** How often a message is sent until the router takes it, and the first wait between two attempts. */
export const callbackAttempts = 4;
export const callbackRetryMs = 100;

/** Time between the heartbeats of a subscription whose router specifies none, as in the protocol. */
export const defaultCallbackHeartbeatMs = 5_000;

/** Shortest time between two heartbeats, whatever the request specifies. */
export const minCallbackHeartbeatMs = 1_000;

/** After how many failed heartbeats in succession the gateway assumes that the router has stopped. */
export const maxFailedHeartbeats = 5;

/** Memory of an operation of the usual size: about a hundred tokens. Nothing is reserved for it. */
export const usualOperationBytes = 64 * 1_024;

/** Memory of all larger operations that streams hold. Such an operation can take half a megabyte, and a caller can have many. */
export const maxLargeOperationBytes = 256 * 1_024 * 1_024;

/** Estimated memory of variables for each character of their JSON, in bytes. */
export const bytesPerVariableCharacter = 16;

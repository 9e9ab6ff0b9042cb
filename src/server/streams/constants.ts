/** Fixed times of streams. MAX_STREAMS and MAX_STREAMS_PER_CALLER limit their number. */

/** How long a stream is silent before a comment is sent, which keeps proxies from closing it. */
export const heartbeatMs = 12_000;

/** How long a client may leave an event unread before it is disconnected. */
export const slowReaderMs = 60_000;

/** Memory for the results of the last events, which streams of the same operation share. */
export const maxSharedResultBytes = 16 * 1_024 * 1_024;

/** Maximum length of an operation's variables whose results are shared, as JSON. Each result has a copy. */
export const maxSharedVariablesLength = 1_000;

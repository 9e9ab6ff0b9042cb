/** Fixed times of streams. MAX_STREAMS and MAX_STREAMS_PER_CALLER limit their number. */

/** How long a stream is silent before a comment is sent, which keeps proxies from closing it. */
export const heartbeatMs = 12_000;

/** How long a client may leave an event unread before it is disconnected. */
export const slowReaderMs = 60_000;

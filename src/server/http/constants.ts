/** Constants for the HTTP server. The configurable limits are REQUEST_TIMEOUT_MS and MAX_BODY_BYTES. */

/** Timeout for receiving a request. It disconnects clients that send very slowly. */
export const receiveTimeoutMs = 30_000;

/** Timeout for receiving the headers of a request. */
export const headersTimeoutMs = 10_000;

/** How often these two timeouts are checked. */
export const connectionCheckMs = 1_000;

/** Idle time after which a connection is closed, in addition to REQUEST_TIMEOUT_MS. It disconnects clients that do not read. */
export const idleConnectionMs = 30_000;

/** When a caller should retry a request that was refused because of overload, in seconds. */
export const overloadedRetrySeconds = 2;

/** How long browsers cache the result of a CORS preflight. */
export const corsMaxAgeSeconds = 600;

/** Maximum number of errors in the response to an invalid document, plus one entry that says that there are more. */
export const maxValidationErrors = 4;

/** Memory of all requests in progress: so many bytes, or so many bodies of the largest size if that is more. */
export const minRequestMemoryBytes = 64 * 1_024 * 1_024;
export const minBodiesInMemory = 8;

/** Estimated memory of a request without its body, and of each value in a body of JSON, in bytes. */
export const bytesPerRequest = 16 * 1_024;
export const bytesPerJsonValue = 64;

/** Maximum number of values in a body of JSON. A body of 1 MB can have more than 600,000, which take 100 ms to parse. */
export const maxJsonValues = 100_000;

/** Maximum number of request bodies that are decompressed at once: as many as Node.js has threads for it. */
export const maxDecompressions = 4;

/** Responses below this size are not compressed. They take one TCP segment either way. */
export const minCompressedBytes = 1_024;

/** Levels of compression. Higher ones take several times as long to save a few percent. */
export const zstdLevel = 3;
export const brotliQuality = 4;

/** Size of the text that compression looks back on, as a power of two. It bounds the memory of a response that is being sent. */
export const compressionWindowBits = 18;

/** The request headers, apart from those with credentials, that the content of a response depends on. */
export const negotiationHeaders = ["accept", "accept-encoding", "apollo-federation-include-trace"];

/** For how many values of `accept` the negotiated media type is kept. */
export const maxKnownAcceptHeaders = 100;

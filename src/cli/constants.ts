/** Longest response that is read, in bytes. The gateway's are far shorter. */
export const maximumBodyBytes = 1_000_000;

/** Longest token, in bytes. Node.js servers reject requests with more than 16 KiB of headers. */
export const maximumTokenBytes = 16_384;

/** Longest line of text that is printed, in characters. */
export const maximumLineLength = 2_000;

/** How long one request may take. `--timeout` overrides it. */
export const defaultTimeoutMs = 10_000;

/** Upper limits of `--timeout` and `--wait`. Node.js fires timers of more than 24 days at once. */
export const maximumTimeoutMs = 3_600_000;
export const maximumWaitMs = 7 * 86_400_000;

/** The part of the timeout that the gateway may use, so that its response arrives in time and says what is missing. */
export const gatewayShareOfTimeout = 0.9;

/** Limits of the pause between two requests. Without a `retry-after`, the pause is the default. */
export const minimumPauseMs = 1_000;
export const maximumPauseMs = 30_000;
export const defaultPauseMs = 10_000;

/** How often the progress line is updated. */
export const progressIntervalMs = 1_000;

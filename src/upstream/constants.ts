/** Fixed limits for calls to providers. The configurable ones are in `settings/resilience.ts`. */

/**
 * Largest share of the request timeout for one attempt. With more, the request could end before the attempt times out, and the
 * timeout would not count against the source.
 */
export const maxAttemptShare = 0.8;

/** Maximum length of a text of a provider that callers see. The first sentences of an error message are enough. */
export const maxProviderTextLength = 1_000;

/** How many characters of such a text are screened. A response can have megabytes, which would block the process. */
export const maxScreenedLength = 16_000;

/** Backoff between the attempts of a read, in milliseconds: a random time around 100 ms, then longer, up to the maximum. */
export const retryBackoff = { initialDelay: 128, maxDelay: 2_000 } as const;

/** How long a throttled response counts as the cause of later timeouts. A provider that throttles still accepts some calls. */
export const throttleReasonMs = 5_000;

/** Lowest rate for a throttled source. It is low for any account, yet recovery is faster than from the limiter's default, 0.5. */
export const minCallsPerSecond = 2;

/**
 * The longest wait, in seconds, that a provider's header can ask for. A longer one counts as this, because it is more likely
 * an error than a rate limit. Datadog's longest known period is an hour.
 */
export const maxRetryAfterSeconds = 3_600;

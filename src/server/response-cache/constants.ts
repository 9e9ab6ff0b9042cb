/** Fixed limits for the response cache. The configurable limit is RESPONSE_CACHE_MAX_BYTES. */

/** Longest body or URL whose responses are cached. Longer ones are rarely sent twice. */
export const maxKeyLength = 16 * 1024;

/** How many characters of recent requests are kept, to recognize a request that arrives a second time. */
export const maxRequestedLength = 1024 * 1024;

/** How many responses are cached for one body or URL: to callers with different permissions, in other media types and content codings. */
export const maxVariants = 64;

/** Estimated memory of an entry and of a variant, apart from their texts. */
export const entryOverheadBytes = 1_000;
export const variantOverheadBytes = 1_000;

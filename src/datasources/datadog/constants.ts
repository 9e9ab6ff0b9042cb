/** Fixed numbers of the Datadog provider. */

/** Size of one response: that of some 20,000 windows. A larger one would fill the memory and block the process. */
export const maxResponseBytes = 8 * 1024 * 1024;

/** Size of a file with a key. A larger one, or what is no file, is not read. */
export const maxKeyFileBytes = 4_096;

/** Characters of what callers may send. Datadog publishes no limits; these only keep absurd texts out. */
export const maxLengths = { name: 1_000, query: 10_000, idempotencyKey: 255 } as const;

/** Parentheses and negations within each other in a query. Nobody writes deeper ones by hand. */
export const maxQueryDepth = 100;

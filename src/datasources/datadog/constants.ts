/** Constants for the Datadog provider. */

/** Largest response, in bytes: about 20,000 windows. A larger one would fill the memory and block the process. */
export const maxResponseBytes = 8 * 1024 * 1024;

/** Largest key file, in bytes. */
export const maxKeyFileBytes = 4_096;

/** Longest input values, in characters. Datadog documents no limits; these only reject absurd values. */
export const maxLengths = { name: 1_000, query: 10_000, idempotencyKey: 255 } as const;

/** Deepest nesting of parentheses and negations in a query. Nobody writes deeper queries by hand. */
export const maxQueryDepth = 100;

/** How many windows of a list are converted before other requests are served. They take a few milliseconds. */
export const windowsPerPart = 1_000;

/** Fixed limits for the execution of queries. */

/** How many plans an operation can have: one for each combination of the variables in `@skip` and `@include`. */
export const maxPlansPerOperation = 4;

/** Maximum memory of the documents that are kept with their plans. A typical one takes 50 kB. */
export const maxDocumentStoreBytes = 24 * 1024 * 1024;

/** Estimated memory of a kept document, of which the measured sizes of its operation take the most. */
export const documentOverheadBytes = 10_000;
export const bytesPerCharacter = 2;
export const bytesPerToken = 400;
export const bytesPerPlannedField = 1_000;

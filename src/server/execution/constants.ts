/** Fixed limits for the execution of queries. */

/** How many plans an operation can have: one for each combination of the variables in `@skip` and `@include`. */
export const maxPlansPerOperation = 4;

/** Maximum memory of the documents that are kept with their plans. A typical one takes 80 kB. */
export const maxDocumentStoreBytes = 32 * 1024 * 1024;

/** Estimated memory of a kept document, of which the measured sizes of its operation take the most. */
export const documentOverheadBytes = 10_000;
export const bytesPerCharacter = 2;
/** With the node of the syntax tree that a token is part of. */
export const bytesPerToken = 600;
export const bytesPerComment = 120;
/** A field of an interface is planned for each of its types. */
export const bytesPerPlannedField = 2_000;

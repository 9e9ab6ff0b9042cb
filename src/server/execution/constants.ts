/** Fixed limits for the execution of queries. */

/** How many plans an operation can have: one for each combination of the variables in `@skip` and `@include`. */
export const maxPlansPerOperation = 8;

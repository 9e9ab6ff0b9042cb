/** Fixed numbers of the limits. QUERY_MAX_* and MAX_BODY_BYTES can be configured. */

/** Errors in one answer. */
export const maxErrors = 100;

/** Errors about the variables of one operation. */
export const maxVariableErrors = 5;

/** Characters of a message about a variable. It quotes the value, which may be as large as a request. */
export const maxVariableMessageLength = 500;

/** Assumed size of a list without `@listSize`. */
export const defaultListSize = 10;

/** Cost of a plain value. An object costs 1, unless its `@cost` says otherwise. */
export const scalarCost = 0.1;

/** Cost of an object in a list of the input. */
export const inputObjectCost = 5;

/** Characters of an input text that cost 1. */
export const charactersPerCost = 1_000;

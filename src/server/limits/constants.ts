/** Fixed limits and costs. The configurable limits are QUERY_MAX_* and MAX_BODY_BYTES. */

/** Maximum number of errors in one response, plus one entry that counts the rest. */
export const maxErrors = 100;

/** How many times a document may request an object by the same name in the response. */
export const maxRepetitions = 100;

/** Maximum number of errors about the variables of one operation. */
export const maxVariableErrors = 5;

/** Maximum length of a message about a variable, in characters. It quotes the value, which can be as large as the request. */
export const maxVariableMessageLength = 500;

/** Assumed size of a list without `@listSize`. */
export const defaultListSize = 10;

/** Cost of a scalar or an enum value. An object without `@cost` costs 1. */
export const scalarCost = 0.1;

/** Cost of an object in an input list, and of another value, which takes about as long as five values of the result. */
export const inputObjectCost = 5;
export const inputValueCost = 0.5;

/** Number of characters of an input string that cost 1. */
export const charactersPerCost = 1_000;

/** Number of characters of an alias that cost nothing. The result repeats it for each item of a list. */
export const freeKeyLength = 50;

/** How many sizes are cached for one operation, and the longest variables (JSON) for which one is. */
export const maxMeasuredVariables = 8;
export const maxMeasuredVariablesLength = 500;

/** How far an explanation of a cost follows the most expensive field, in names and in characters. */
export const maxCostPathNames = 12;
export const maxCostPathLength = 300;

/** Fixed limits of failures. */

/** How many characters of a caller's value a message quotes. */
export const maxQuotedLength = 100;

/** Maximum number of violations in one error: more than there are fields to check. */
export const maxViolations = 12;

/** How many sources or applications a message names. */
export const maxNamed = 10;

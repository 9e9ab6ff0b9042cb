/** Constants for the gate. */

/** Maximum number of reasons in a body. */
export const maxNamedReasons = 20;

/** Maximum number of titles in a summary, and of characters of each. */
export const maxTitles = 3;
export const maxTitleLength = 80;

/** Value of `retry-after` if only a new reading of a source can change the verdict. */
export const rereadSeconds = 15;

/** Limits of what one list can hold. The schema's descriptions show them to callers. */

/** Windows on one page of `maintenanceWindows`. */
export const maxWindowPageSize = 200;

/** Openings on one page of `maintenanceOccurrences`. */
export const maxOccurrencesPageSize = 500;

/** Days that one calendar query covers: enough for a quarter, and few enough to search every daily window. */
export const maxOccurrencesDays = 92;

/** Openings of one window in `occurrences`. */
export const maxOccurrences = 1_000;

/** Characters of `filter.search`, which is compared with every window. */
export const maxSearchLength = 256;

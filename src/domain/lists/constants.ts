/** Limits of lists. The descriptions in the schema quote them. */

/** Maximum number of windows on one page of `maintenanceWindows`. */
export const maxWindowPageSize = 200;

/** Maximum number of occurrences on one page of `maintenanceOccurrences`. */
export const maxOccurrencesPageSize = 500;

/** Longest range of `maintenanceOccurrences`, in days: one quarter, so that every daily window can be searched. */
export const maxOccurrencesDays = 92;

/** Maximum number of occurrences of one window in `occurrences`. */
export const maxOccurrences = 1_000;

/** Longest `filter.search`, in characters. It is compared with every window. */
export const maxSearchLength = 256;

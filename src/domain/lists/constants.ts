/** Limits of lists. The descriptions in the schema quote them. */

/** Number of windows on one page of `maintenanceWindows`: by default, and at most. */
export const defaultWindowPageSize = 50;
export const maxWindowPageSize = 200;

/** Number of occurrences on one page of `maintenanceOccurrences`: by default, and at most. */
export const defaultOccurrencesPageSize = 100;
export const maxOccurrencesPageSize = 500;

/** Longest range of `maintenanceOccurrences`, in days: one quarter, so that every daily window can be searched. */
export const maxOccurrencesDays = 92;

/** Number of occurrences of one window in `occurrences`: by default, and at most. */
export const defaultOccurrences = 50;
export const maxOccurrences = 1_000;

/** Number of windows in `overlapping` of one window: by default, and at most. */
export const defaultOverlaps = 10;
export const maxOverlaps = 50;

/** Number of entries in `counts.byDailyHours`: by default, and at most. A day has 1,440 minutes. */
export const defaultDailyHours = 50;
export const maxDailyHours = 1_440;

/** Longest `filter.search`, in characters. It is compared with every window. */
export const maxSearchLength = 256;

/** Most different words and phrases of `filter.search`. Each is searched in every window. */
export const maxSearchTerms = 32;

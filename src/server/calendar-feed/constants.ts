/** Fixed numbers of the calendar feed. */

/** How often calendar programs are told to read the feed again. */
export const refreshSeconds = 15 * 60;

/** Longest time that a program may keep an answer, however fresh the sources are: soon after it must see what has changed. */
export const maxAgeSeconds = 60;

/** When a program may try again if a source failed. */
export const retryAfterSeconds = 60;

/** Longest period that `?days=` can ask for. */
export const maxFeedDays = 366;

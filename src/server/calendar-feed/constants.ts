/** Constants for the calendar feed. */

/** Refresh interval that the feed recommends to calendar apps. */
export const refreshSeconds = 15 * 60;

/** Maximum `max-age` of a response, even if the sources stay fresh for longer, so that changes show up soon. */
export const maxAgeSeconds = 60;

/** Value of `retry-after` if a source fails. */
export const retryAfterSeconds = 60;

/** Maximum value of `?days=`. */
export const maxFeedDays = 366;

/** For how many windows a feed is written before other requests are served. They take a few milliseconds. */
export const windowsPerPart = 100;

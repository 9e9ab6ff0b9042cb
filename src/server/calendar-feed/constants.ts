/** Constants for the calendar feed. */

/** Refresh interval that the feed recommends to calendar apps. */
export const refreshSeconds = 15 * 60;

/** Maximum `max-age` of a response, even if the sources stay fresh for longer, so that changes show up soon. */
export const maxAgeSeconds = 60;

/** Value of `retry-after` if a source fails. */
export const retryAfterSeconds = 60;

/** Maximum value of `?days=`. */
export const maxFeedDays = 366;

/** How many days a one-time window stays in a feed with `?days=` after it has ended. */
export const pastDays = 7;

/** For how many windows a feed is written before other requests are served. They take a few milliseconds. */
export const windowsPerPart = 100;

/** For how long the events of a source are written before other requests are served. */
export const maxPartMs = 5;

/** The revision of an event that the gateway has not seen change, in seconds since 1970: 2000-01-01T00:00:00Z. */
export const baselineSeconds = 946_684_800;

/** How long the records of a source's events are kept after they were last renewed, and how often they are renewed while feeds are read. */
export const eventRecordsTtlMs = 100 * 24 * 3_600_000;
export const eventRecordsRenewalSeconds = 24 * 3_600;

/** Maximum number of events per source that are remembered although the feed being written lacks them. */
export const maxOtherEvents = 50_000;

/** How often a record is written if other replicas change it at the same time. */
export const maxRecordAttempts = 5;

/** Length of the part of a feed's key that selects its record. With 3 characters, there are at most 262,144 records. */
export const feedSlotLength = 3;

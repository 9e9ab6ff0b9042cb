/** Constants for `POST /refresh`. */

/** Largest body. An event about one call takes a few kilobytes. */
export const maxRefreshBodyBytes = 64 * 1024;

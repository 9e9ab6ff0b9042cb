import { hourMs, minuteMs, secondMs } from "../../domain/time/units.js";

/** Constants for the Datadog provider. */

/** Largest response, in bytes: about 20,000 windows. A larger one would fill the memory and block the process. */
export const maxResponseBytes = 8 * 1024 * 1024;

/** Largest key file, in bytes. */
export const maxKeyFileBytes = 4_096;

/** Longest input values, in characters. Datadog documents no limits; these only reject absurd values. */
export const maxLengths = { name: 1_000, query: 10_000, idempotencyKey: 255 } as const;

/** Deepest nesting of parentheses and negations in a query. Nobody writes deeper queries by hand. */
export const maxQueryDepth = 100;

/** How many windows of a list are converted before other requests are served. They take a few milliseconds. */
export const windowsPerPart = 1_000;

/** Users per page of a list: the most that Datadog allows. */
export const usersPerPage = 100;

/**
 * Maximum number of pages in a list of users. Datadog never deletes users, so that an organisation can have tens of thousands. The
 * few who are not in these pages, but in windows, are read one by one.
 */
export const maxUserPages = 10;

/** How long users' names are cached, and also that a user does not exist. */
export const userNamesMaxAgeMs = hourMs;

/** How long the gateway reads no users after a failure. A missing permission often stays missing: it is optional. */
export const usersPauseMs = minuteMs;
export const usersPauseWithoutPermissionMs = 15 * minuteMs;

/** How long a request waits for users' names. They must not delay its windows; a read that takes longer serves the next request. */
export const usersWaitMs = 2 * secondMs;

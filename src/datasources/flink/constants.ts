import { hourMs, minuteMs, secondMs } from "../../domain/time/units.js";

/** Constants for the Flink provider. */

/** Applications or operations per page of a list: the most that AWS allows. */
export const listPageSize = 50;

/** Maximum number of pages in a list of applications: far more than an account can have. Stops lists that do not end. */
export const maxListPages = 1_000;

/** Maximum number of pages in a maintenance history. Maintenance happens a few times a year. */
export const maxHistoryPages = 5;

/** Number of applications on one page of `flinkApplications`: by default, and at most. */
export const defaultApplicationPageSize = 50;
export const maxApplicationPageSize = 200;

/** Number of runs that `maintenanceHistory` returns: by default, and at most, which is enough for several years. */
export const defaultHistoryRuns = 10;
export const maxHistoryRuns = 50;

/**
 * How long the details of a finished maintenance run are cached. They no longer change, except that AWS may report a rollback
 * later than the failure.
 */
export const finishedRunMaxAgeMs = hourMs;

/** Largest response, in bytes. Parsing a far larger response would block the process for seconds. */
export const maxResponseBytes = 2 * 1024 * 1024;

/** The SDK renews credentials when they expire in less than this time. */
export const renewedBeforeExpiryMs = 5 * minuteMs;

/** Interval at which credentials without an expiry are read again, because their file may have changed. */
export const renewedAfterMs = minuteMs;

/** Pause after a failure of the credential chain, if the last credentials are still valid. */
export const pauseAfterFailureMs = 10 * secondMs;

/** How long a call waits for the renewal of credentials that are still valid. Reading a file takes far less. */
export const renewalWaitMs = secondMs;

/** How long the resolution of credentials can take by default. A program may wait for a person or for a slow identity provider. */
export const defaultCredentialsTimeoutMs = minuteMs;

/**
 * After this many applications that cannot be read, if none can, the others are not tried: a permission is missing, or AWS is down.
 * As many applications as AWS's default quota for a region.
 */
export const maxUnreadableAlone = 100;

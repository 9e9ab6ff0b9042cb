import { minuteMs, secondMs } from "../../domain/time/units.js";

/** Constants for the Flink provider. */

/** Applications or operations per page of a list: the most that AWS allows. */
export const listPageSize = 50;

/** Maximum number of pages in a list of applications: far more than an account can have. Stops lists that do not end. */
export const maxListPages = 1_000;

/** Maximum number of pages in a maintenance history. Maintenance happens a few times a year. */
export const maxHistoryPages = 5;

/** Number of runs that `maintenanceHistory` returns: by default, and at most, which is enough for several years. */
export const defaultHistoryRuns = 10;
export const maxHistoryRuns = 50;

/** Largest response, in bytes. Parsing a far larger response would block the process for seconds. */
export const maxResponseBytes = 2 * 1024 * 1024;

/**
 * Longest timeout of the credential chain. It is also at most half of `timeoutMs`, so that a slow chain is not reported as
 * a timeout of the call.
 */
export const maxCredentialsMs = 3 * secondMs;

/** The SDK renews credentials when they expire in less than this time. */
export const renewedBeforeExpiryMs = 5 * minuteMs;

/** Interval at which credentials without an expiry are read again, because their file may have changed. */
export const renewedAfterMs = minuteMs;

/** Pause after a failure of the credential chain, if the last credentials are still valid. */
export const pauseAfterFailureMs = 10 * secondMs;

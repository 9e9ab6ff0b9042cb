import { minuteMs, secondMs } from "../../domain/time/units.js";

/** Fixed numbers of the Flink provider. */

/** Applications, or operations, on one page of a list: the most that AWS allows. */
export const listPageSize = 50;

/** Pages of one list of applications, far beyond what an account may have: a list without an end must stop somewhere. */
export const maxListPages = 1_000;

/** Pages of one maintenance history. Maintenance happens a few times a year. */
export const maxHistoryPages = 5;

/** Runs that `maintenanceHistory` shows: more than AWS carries out in years. */
export const maxHistoryRuns = 50;

/** Size of one response. The SDK would parse far larger ones for seconds, in which the process does nothing else. */
export const maxResponseBytes = 2 * 1024 * 1024;

/** Longest time for the credential chain, within half of `timeoutMs`: a slow chain must not look like a timeout of the call. */
export const maxCredentialsMs = 3 * secondMs;

/** The SDK asks its provider again when less than this is left until the credentials expire. */
export const renewedBeforeExpiryMs = 5 * minuteMs;

/** How often credentials without an expiry are read again: someone may have replaced them in their file. */
export const renewedAfterMs = minuteMs;

/** After the chain has failed, credentials that are still valid are used for this time before it is asked again. */
export const pauseAfterFailureMs = 10 * secondMs;

import { hourMs, minuteMs, secondMs } from "../../domain/time/units.js";

/** Fixed numbers of authentication. JWT_CLOCK_TOLERANCE_SECONDS sets how much clocks may differ. */

/** How often an issuer's keys are fetched again, in the background. */
export const keySetRefreshMs = 10 * minuteMs;

/** How long the last keys count if the issuer cannot be reached. */
export const keySetKeptMs = 24 * hourMs;

/** Pause after a failed fetch: one forged token is enough to cause a fetch. */
export const keySetPauseMs = 5 * secondMs;

/** Longest time for one fetch. */
export const keySetTimeoutMs = 3 * secondMs;

/** Size of a key set with some thousand keys; an issuer's set is smaller. */
export const maxKeySetBytes = 1024 * 1024;

/** When a caller may try again if the issuer's keys could not be fetched. */
export const retryAfterSeconds = 5;

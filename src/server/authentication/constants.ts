import { hourMs, minuteMs, secondMs } from "../../domain/time/units.js";

/** Constants for authentication. The clock tolerance is configurable: JWT_CLOCK_TOLERANCE_SECONDS. */

/** Age at which an issuer's keys are refreshed in the background. */
export const keySetRefreshMs = 10 * minuteMs;

/** How long cached keys are used while the issuer is unreachable. */
export const keySetKeptMs = 24 * hourMs;

/** Pause between two fetches because a token names an unknown key. */
export const keySetCooldownMs = 30 * secondMs;

/** Pause after a failed fetch. Without it, each forged token could trigger a fetch. */
export const keySetPauseMs = 5 * secondMs;

/** Timeout of one fetch. */
export const keySetTimeoutMs = 3 * secondMs;

/** Maximum size of a key set: enough for thousands of keys. Issuers have far fewer. */
export const maxKeySetBytes = 1024 * 1024;

/** Value of `retry-after` if the issuer's keys cannot be fetched. */
export const retryAfterSeconds = 5;

/** How long a verified token is accepted without being verified again: at most as long as the keys stay without a refresh. */
export const verifiedTokenMs = keySetRefreshMs;

/** How many verified tokens are remembered. */
export const maxVerifiedTokens = 10_000;

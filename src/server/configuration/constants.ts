import { minuteMs } from "../../domain/time/units.js";

/** Constants for the checks of the configuration. */

/** How long `--check-config --connect` waits for one source. A program that issues AWS credentials may take a minute by default. */
export const connectionTimeoutMs = 2 * minuteMs;

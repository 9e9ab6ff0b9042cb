import { dayMs, minuteMs } from "../../domain/time/units.js";

/** Limits of the settings of sinks. */

/** Shortest and longest `opensSoon`. A shorter one could pass before the gateway reads a change. */
export const opensSoonRangeMs = [minuteMs, 7 * dayMs] as const;

/** Most sinks. Each keeps its own deliveries in memory. */
export const maxSinks = 50;

/** Shortest and longest key of a webhook secret, in bytes (Standard Webhooks). */
export const secretBytesRange = [24, 64] as const;

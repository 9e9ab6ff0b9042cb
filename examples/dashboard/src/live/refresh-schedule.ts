import type { ConnectionState } from "./connection-state";

/** Without streams, the page shows a status change within seconds. */
const shortestWaitMs = 2_000;

const longestWaitMs: Readonly<Record<ConnectionState, number>> = {
  connecting: 15_000,
  live: 600_000,
  polling: 15_000,
  // To find out when the gateway can be reached again.
  lost: 10_000,
  refused: 10_000,
};

/**
 * Returns how long to wait before the next refresh, in milliseconds: until the next of these instants, within fixed bounds. Streams
 * report these instants themselves.
 */
export function refreshDelayMs(instants: readonly string[], state: ConnectionState, now: Date): number {
  const foreseen = state === "live" ? [] : instants;
  const delaysMs = foreseen.map((instant) => Date.parse(instant) - now.getTime()).filter((ms) => ms > 0);
  return Math.max(shortestWaitMs, Math.min(longestWaitMs[state], ...delaysMs));
}

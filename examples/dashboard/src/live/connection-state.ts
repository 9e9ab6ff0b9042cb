import { isRefusedQuery } from "../refusals";

/**
 * How the page stands with the gateway.
 *
 * - `connecting`: it is not known yet whether streams work. Data is as old as the page says.
 * - `live`: the streams are open, and the page has missed nothing.
 * - `polling`: streams cannot be opened, so the page queries every few seconds.
 * - `lost`: the gateway cannot be reached, or a stream is silent. What the page shows can be wrong.
 * - `refused`: the gateway rejects the page's queries.
 */
export type ConnectionState = "connecting" | "live" | "polling" | "lost" | "refused";

/** `opening`: the page has not caught up yet. `down`: the last attempt to open the streams failed. */
export type Streams = "opening" | "open" | "down";

/** Longest time without a sign of the gateway. Open streams have a byte at least every 3 seconds. */
export const longestQuietMs: Readonly<Record<Streams, number>> = {
  opening: 5_000,
  open: 5_000,
  down: 30_000,
};

/** The same for the first streams. Until they end by themselves, the page's first queries show whether there is a gateway. */
export const longestFirstQuietMs = 15_000;

export interface ConnectionFacts {
  readonly streams: Streams;
  /** Whether there was no sign of the gateway for too long, or the browser is offline. */
  readonly isQuiet: boolean;
  /** Error of the page's last queries. */
  readonly error: Error | undefined;
}

export function connectionState({ streams, isQuiet, error }: ConnectionFacts): ConnectionState {
  if (error !== undefined) return isRefusedQuery(error) ? "refused" : "lost";
  if (isQuiet) return "lost";
  return { opening: "connecting", open: "live", down: "polling" }[streams] as ConnectionState;
}

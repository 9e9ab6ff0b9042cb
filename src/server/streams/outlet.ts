import type { GraphQLFormattedError } from "graphql";

/** How a client receives the results of a subscription. */
export type Transport = "SSE" | "CALLBACK";

/** Why the gateway stopped sending: the client has left, or does not read. */
export type ClosedBecause = "CLIENT_GONE" | "SLOW_READER";

/** Takes the results of one subscription to its client. */
export interface Outlet {
  readonly transport: Transport;
  /** Aborts when no more results can be sent. Its reason is ClosedBecause. */
  readonly closed: AbortSignal;
  /** Sends a result as JSON text. Resolves when the client has taken it, or when the outlet is closed. */
  readonly send: (result: string) => Promise<void>;
  /** Reports that no result follows, and the errors that ended the stream; null if none did. */
  readonly complete: (errors: readonly GraphQLFormattedError[] | null) => Promise<void>;
}

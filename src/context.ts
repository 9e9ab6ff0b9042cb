import type { Logger } from "pino";
import { createInventory } from "./datasources/inventory.js";
import type { Connections } from "./datasources/registry.js";

export interface GatewayOptions {
  readonly connections: Connections;
  /** The only clock of the gateway. */
  readonly clock: () => Date;
  /** The longest that a request may take. */
  readonly requestTimeoutMs: number;
}

export interface RequestOptions {
  readonly requestId: string;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
}

/** What one GraphQL request works with. */
export type Context = ReturnType<ReturnType<typeof createContextFactory>>;

/** Makes a context for each request: one instant, one deadline, fresh loaders. */
export function createContextFactory({ connections, clock, requestTimeoutMs }: GatewayOptions) {
  const inventory = createInventory(connections);
  return ({ requestId, logger }: RequestOptions) => {
    const scope = { now: clock(), signal: AbortSignal.timeout(requestTimeoutMs) };
    const datasources = connections.datasources(scope);
    return {
      requestId,
      logger,
      now: scope.now,
      datasources,
      inventory: inventory.forRequest(datasources, scope),
    };
  };
}

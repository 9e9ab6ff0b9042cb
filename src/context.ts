import type { Logger } from "pino";
import { deadlineIn } from "./datasources/deadlines.js";
import { createInventory } from "./datasources/inventory.js";
import type { Connections } from "./datasources/registry.js";
import { createCacheHint } from "./domain/cache-hints.js";

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

/** What of a request's time is kept for writing its answer. */
function answerReserveMs(requestTimeoutMs: number): number {
  return Math.min(requestTimeoutMs / 10, 500);
}

/** What one GraphQL request works with. */
export type Context = ReturnType<ReturnType<typeof createContextFactory>>;

/** Makes a context for each request: one instant, one deadline, fresh loaders. */
export function createContextFactory({ connections, clock, requestTimeoutMs }: GatewayOptions) {
  const inventory = createInventory(connections);
  return ({ requestId, logger }: RequestOptions) => {
    const scope = {
      now: clock(),
      deadline: deadlineIn(requestTimeoutMs - answerReserveMs(requestTimeoutMs)),
    };
    const datasources = connections.datasources(scope);
    return {
      requestId,
      logger,
      now: scope.now,
      cacheHint: createCacheHint(),
      datasources,
      inventory: inventory.forRequest(datasources, scope),
    };
  };
}

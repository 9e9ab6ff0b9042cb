import type { Logger } from "pino";
import { createCacheHint } from "./domain/cache-hints.js";
import type { Permissions } from "./domain/permissions.js";
import type { Connections } from "./inventory/configured-sources.js";
import type { Inventory } from "./inventory/inventory.js";
import { deadlineIn } from "./upstream/deadlines.js";
import type { WriteEvent } from "./writes/audit-event.js";

export interface GatewayOptions {
  readonly connections: Connections;
  readonly inventory: Inventory;
  /** The only clock of the gateway. */
  readonly clock: () => Date;
  /** The longest that a request may take. */
  readonly requestTimeoutMs: number;
  readonly audit: AuditSink;
}

/** Who asks. */
export interface Caller {
  /** As its identity provider names it (the claim `sub`); null where callers are not told apart. */
  readonly viewer: string | null;
  /** As the program calls itself (headers `apollographql-client-name` and `-version`); null where it does not. */
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  /** The address of the connection, which may be a proxy's. */
  readonly address: string;
}

/** One attempt to write, and who made it. */
export interface AuditEvent extends WriteEvent {
  readonly requestId: string;
  readonly caller: Caller;
}

/** Takes what is to be audited. Should it fail, that is logged, and the write's answer is what it is. */
export type AuditSink = (event: AuditEvent) => void | Promise<void>;

export interface RequestOptions {
  readonly requestId: string;
  readonly caller: Caller;
  readonly permissions: Permissions;
  /** How long the client waits; null where it has not said. */
  readonly timeoutMs: number | null;
  /** Aborts when the client goes away. */
  readonly clientGone: AbortSignal;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
}

/** What of a request's time is kept for writing its answer. */
function answerReserveMs(requestTimeoutMs: number): number {
  return Math.min(requestTimeoutMs / 10, 500);
}

/** What one GraphQL request works with. */
export type Context = ReturnType<ReturnType<typeof createContextFactory>>;

/** Makes a context for each request: one instant, one deadline, fresh loaders. */
export function createContextFactory({
  connections,
  inventory,
  clock,
  requestTimeoutMs,
  audit,
}: GatewayOptions) {
  return ({ requestId, caller, permissions, timeoutMs, clientGone, logger }: RequestOptions) => {
    const longestMs = Math.min(timeoutMs ?? requestTimeoutMs, requestTimeoutMs);
    const answerInMs = longestMs - answerReserveMs(longestMs);
    const request = {
      now: clock(),
      deadline: deadlineIn(answerInMs),
      readDeadline: deadlineIn(answerInMs, clientGone),
      hasShortDeadline: longestMs < requestTimeoutMs,
      permissions,
      async audit(event: WriteEvent): Promise<void> {
        try {
          await audit({ ...event, requestId, caller });
        } catch (error) {
          logger.error({ err: error }, "an audit event could not be recorded");
        }
      },
    };
    const datasources = connections.datasources(request);
    return {
      requestId,
      caller,
      logger,
      isAbandoned: request.readDeadline.isCancelled,
      now: request.now,
      permissions,
      cacheHint: createCacheHint(),
      datasources,
      inventory: inventory.forRequest(datasources, request),
    };
  };
}

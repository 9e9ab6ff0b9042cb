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
  /** The only clock that the gateway uses. */
  readonly clock: () => Date;
  /** Maximum duration of a request. */
  readonly requestTimeoutMs: number;
  readonly audit: AuditSink;
}

/** The caller of a request. */
export interface Caller {
  /** The claim `sub` of the identity provider; null if callers are not identified. */
  readonly viewer: string | null;
  /** From the header `apollographql-client-name`; null if the client does not send it. */
  readonly clientName: string | null;
  /** From the header `apollographql-client-version`; null if the client does not send it. */
  readonly clientVersion: string | null;
  /** IP address of the connection. It can be a proxy's address. */
  readonly address: string;
}

/** One write attempt and its caller. */
export interface AuditEvent extends WriteEvent {
  readonly requestId: string;
  readonly caller: Caller;
}

/** Records audit events. A failure is logged and does not change the result of the write. */
export type AuditSink = (event: AuditEvent) => void | Promise<void>;

export interface RequestOptions {
  readonly requestId: string;
  readonly caller: Caller;
  readonly permissions: Permissions;
  /** How long the client waits; null if the client does not specify it. */
  readonly timeoutMs: number | null;
  /** Aborts when the client disconnects. */
  readonly clientGone: AbortSignal;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
}

/** The part of a request's time that is reserved for writing the response. */
function answerReserveMs(requestTimeoutMs: number): number {
  return Math.min(requestTimeoutMs / 10, 500);
}

/** The context of one GraphQL request. */
export type Context = ReturnType<ReturnType<typeof createContextFactory>>;

/** Creates the context of each request: one current time, one deadline, new data loaders. */
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

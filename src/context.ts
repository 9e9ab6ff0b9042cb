import type { Logger } from "pino";
import type { Datasources } from "./datasources/registry.js";
import type { Caller } from "./domain/caller.js";
import { flowOf } from "./domain/caller.js";
import type { Permissions } from "./domain/permissions.js";
import type { Basis, ResponseBasis, Scheduled } from "./domain/response-basis.js";
import { createResponseBasis } from "./domain/response-basis.js";
import type { Clock } from "./domain/time/clock.js";
import type { Connections } from "./inventory/configured-sources.js";
import type { Inventory } from "./inventory/inventory.js";
import type { Live } from "./live/live.js";
import type { OpenStream } from "./live/streamed-events.js";
import { streamedEvents } from "./live/streamed-events.js";
import type { Deadline } from "./upstream/deadlines.js";
import { deadlineIn } from "./upstream/deadlines.js";
import type { WriteEvent } from "./writes/audit-event.js";
import type { WriteContext } from "./writes/write-context.js";

export interface GatewayOptions {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly live: Live;
  /** The only clock that the gateway uses. */
  readonly clock: Clock;
  /** Maximum duration of a request. */
  readonly requestTimeoutMs: number;
  readonly audit: AuditSink;
  readonly isAuditBlocked: WriteContext["isAuditBlocked"];
}

/** A response that may be sent again, while nothing that it was computed from has changed. */
export interface ReusableResponse {
  readonly basis: Basis;
  /** The operation's name, as in the log; null if it is anonymous. */
  readonly operationName: string | null;
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
  readonly logger: Pick<Logger, "debug" | "info" | "warn" | "error">;
  /** Opens the stream of a subscription. Throws an error for the client if there are too many. Absent if none can be requested. */
  readonly openStream?: () => OpenStream<Pick<RequestOptions, "permissions">>;
}

/** The part of a request's time that is reserved for writing the response. */
function answerReserveMs(requestTimeoutMs: number): number {
  return Math.min(requestTimeoutMs / 10, 500);
}

/** What a request is, and what becomes of it. */
export interface ServedRequest extends Pick<RequestOptions, "caller" | "logger"> {
  readonly id: string;
  readonly now: Date;
  /** When reads must end. It is cancelled if the client disconnects. */
  readonly readDeadline: Deadline;
  /** Whether the response is data without errors. Set before it is sent. */
  isComplete: boolean;
  /** Set before the response is sent, if it may be sent again. */
  reusable: ReusableResponse | null;
}

/**
 * The context as resolvers see it. A response can be sent again to another request if nothing that it depends on has changed.
 * So whatever a resolver reads here declares that dependency itself, or forbids that the response is used again.
 */
export type ResolverContext = Omit<Context, "basis" | "request">;

/** What subscriptions need. */
interface Streaming {
  readonly live: Live;
  readonly openStream: RequestOptions["openStream"];
  /** Creates the context of another event of the same request. */
  readonly next: (permissions: Permissions) => Context;
}

/** The context of one GraphQL request. Apollo Server copies its properties, so that getters must be in the class. */
export class Context {
  constructor(
    /** The request itself, for the server. */
    readonly request: ServedRequest,
    /** What the response depends on so far, for the server. */
    readonly basis: ResponseBasis,
    /** A response is sent again only to callers with the same permissions. */
    readonly permissions: Permissions,
    /** Its functions declare what they depend on. */
    readonly inventory: ReturnType<Inventory["forRequest"]>,
    private readonly providers: Datasources,
    private readonly streaming: Streaming,
  ) {}

  /**
   * Streams the events of a subscription. Before each event, this object becomes the context of that event: with its instant, its
   * deadline, new loaders, and what the caller may read by then. The stream ends with an error that says why.
   */
  stream<Event>(
    eventsOf: (live: Live, permissions: Permissions) => AsyncIterableIterator<Event, void>,
  ): AsyncIterableIterator<Event, void> {
    const { permissions } = this;
    const { live, openStream, next } = this.streaming;
    if (openStream === undefined) throw new Error("This request cannot open streams.");
    return streamedEvents(
      openStream,
      () => eventsOf(live, permissions),
      (renewed) => Object.assign(this, next(renewed.permissions)),
    );
  }

  get datasources(): Datasources {
    this.basis.neverCache();
    return this.providers;
  }

  get logger(): RequestOptions["logger"] {
    this.basis.neverCache();
    return this.request.logger;
  }

  /** The time of the request, for a field that shows it. */
  get now(): Date {
    this.basis.showNow();
    return this.request.now;
  }

  /** Returns the time of the request, for a value that changes only when the window opens or closes. */
  nowFor(scheduled: Scheduled): Date {
    this.basis.changesWith(scheduled, this.request.now);
    return this.request.now;
  }
}

/** Creates the context of each request: one current time, one deadline, new data loaders. */
export function createContextFactory(options: GatewayOptions) {
  return function createContext(given: RequestOptions): Context {
    const { connections, inventory, live, clock, requestTimeoutMs, audit, isAuditBlocked } = options;
    const { requestId, caller, permissions, timeoutMs, clientGone, logger } = given;
    const longestMs = Math.min(timeoutMs ?? requestTimeoutMs, requestTimeoutMs);
    const answerInMs = longestMs - answerReserveMs(longestMs);
    const flow = flowOf(caller);
    const request = {
      ...clock(),
      deadline: deadlineIn(answerInMs, undefined, flow),
      readDeadline: deadlineIn(answerInMs, clientGone, flow),
      hasShortDeadline: longestMs < requestTimeoutMs,
      permissions,
      viewer: caller.viewer,
      isAuditBlocked,
      async audit(event: WriteEvent): Promise<void> {
        // A write has ended.
        ofRequest.forgetReads();
        try {
          await audit({ ...event, requestId, caller });
        } catch (error) {
          logger.error({ err: error }, "an audit event could not be recorded");
        }
      },
    };
    const datasources = connections.datasources(request);
    const basis = createResponseBasis();
    const ofRequest = inventory.forRequest(datasources, request, basis);
    const served = {
      id: requestId,
      caller,
      logger,
      now: request.now,
      readDeadline: request.readDeadline,
      isComplete: false,
      reusable: null,
    };
    return new Context(served, basis, permissions, ofRequest, datasources, {
      live,
      openStream: given.openStream,
      // The client waits for the beginning of a stream, and not for its events.
      next: (renewed) => createContext({ ...given, permissions: renewed, timeoutMs: null }),
    });
  };
}

import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Clock } from "../../domain/time/clock.js";
import type { HttpClient } from "../../network/http-client.js";
import type { Authenticate } from "../authentication/authenticated-caller.js";
import { loggedName } from "../telemetry/operation-log.js";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { beginCallback, callbackProtocol } from "./callback.js";
import { readCallbackRequest } from "./callback-request.js";
import { beginEventStream } from "./event-stream.js";
import type { Outlet, Transport } from "./outlet.js";
import type { Subscription } from "./requested-subscriptions.js";
import { createRequestedSubscriptions } from "./requested-subscriptions.js";
import { sendResults } from "./send-results.js";
import type { StreamSettings } from "./settings.js";
import { createSharedResults } from "./shared-results.js";
import { createStreamMemory } from "./stream-memory.js";
import { createStreamRegistry } from "./stream-registry.js";

export interface StreamOptions {
  readonly streams: StreamSettings;
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly httpClient: Pick<HttpClient, "send">;
  readonly observer: Pick<RequestObserver, "streamEnded" | "eventSent">;
  /** Makes a shutdown wait for the task. */
  readonly track: (task: () => Promise<void>) => Promise<void>;
}

export type Streams = ReturnType<typeof createStreams>;

/** Streams the results of subscriptions to clients, as server-sent events, and to routers, by callbacks. */
export function createStreams(options: StreamOptions) {
  const { streams: settings, schema, authenticate, clock, httpClient, observer, track } = options;
  const registry = createStreamRegistry(settings, authenticate, clock);
  const requested = createRequestedSubscriptions();
  const reserve = createStreamMemory();
  const shared = createSharedResults();
  const counts: Record<Transport, number> = { SSE: 0, CALLBACK: 0 };

  /** Sends the results of a subscription until it ends. Logs one line then. */
  async function run(subscription: Subscription, outlet: Outlet): Promise<void> {
    const { caller, logger } = subscription.context.request;
    const { viewer, clientName, clientVersion } = caller;
    const { transport } = outlet;
    const operationName = loggedName(subscription.operationName);
    const startedAt = performance.now();
    let events = 0;
    counts[transport] += 1;
    const onSent = () => {
      events += 1;
      observer.eventSent(transport);
    };
    const reason = await sendResults(subscription, outlet, { schema, shared, onSent });
    counts[transport] -= 1;
    const durationMs = Math.round(performance.now() - startedAt);
    logger.info(
      { operationName, viewer, clientName, clientVersion, transport, reason, events, durationMs },
      "stream ended",
    );
    observer.streamEnded({ transport, reason });
  }

  return {
    /** Keeps Apollo Server from executing subscriptions. */
    plugin: requested.plugin,
    open: registry.open,
    endAll: registry.endAll,

    /** Returns how many streams are open by each transport. */
    count: (): Readonly<Record<Transport, number>> => counts,

    /**
     * Begins a stream if the response to the request is one; otherwise returns the given response. Resolves before the stream ends.
     * Throws HttpError if the results cannot be sent.
     */
    async begin(request: FastifyRequest, reply: FastifyReply, response: unknown): Promise<unknown> {
      const served = request.graphqlContext?.request;
      const streamed = served === undefined ? null : requested.of(served);
      if (streamed === null) return response;
      if (streamed === "ERRORS") {
        void sendOnce(eventStream(request, reply), String(response));
        return reply;
      }
      if (streamed.callback === undefined) {
        const memory = reserve(streamed);
        void run(streamed, eventStream(request, reply)).finally(memory.release);
        return reply;
      }
      const callback = readCallbackRequest(streamed.callback, settings.callbackOrigins);
      const memory = reserve(streamed);
      const outlet = await beginCallback(callback, httpClient).catch((error: unknown) => {
        memory.release();
        throw error;
      });
      forgetBody(request);
      void track(() => run(streamed, outlet)).finally(memory.release);
      reply.header("subscription-protocol", callbackProtocol);
      return response;
    },
  };
}

/** Begins a response of server-sent events, with the headers of every response. */
function eventStream(request: FastifyRequest, reply: FastifyReply): Outlet {
  reply.hijack();
  forgetBody(request);
  return beginEventStream(reply.raw, { ...reply.getHeaders(), "x-request-id": request.id });
}

/** Sends the error response of Apollo Server as the only result. */
async function sendOnce(outlet: Outlet, response: string): Promise<void> {
  await outlet.send(response.trimEnd());
  await outlet.complete(null);
}

/** Frees what the request holds, because a stream can last for hours. */
function forgetBody(request: FastifyRequest): void {
  request.memory?.release();
  request.body = undefined;
  request.bodyText = null;
}

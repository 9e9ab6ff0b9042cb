import type { FastifyReply, FastifyRequest } from "fastify";
import type { GraphQLSchema } from "graphql";
import { loggedName } from "../telemetry/operation-log.js";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { beginEventStream } from "./event-stream.js";
import type { Outlet, Transport } from "./outlet.js";
import type { RequestedSubscriptions, Subscription } from "./requested-subscriptions.js";
import { sendResults } from "./send-results.js";
import { createSharedResults } from "./shared-results.js";

export interface StreamOptions {
  readonly schema: GraphQLSchema;
  readonly requested: RequestedSubscriptions;
  readonly observer: Pick<RequestObserver, "streamEnded" | "eventSent">;
}

export type Streams = ReturnType<typeof createStreams>;

/** Streams the results of subscriptions. */
export function createStreams({ schema, requested, observer }: StreamOptions) {
  const shared = createSharedResults();
  const open: Record<Transport, number> = { SSE: 0, CALLBACK: 0 };

  /** Sends the results of a subscription until it ends. Logs one line then. */
  async function run(subscription: Subscription, outlet: Outlet): Promise<void> {
    const { caller, logger } = subscription.context.request;
    const { viewer, clientName, clientVersion } = caller;
    const { transport } = outlet;
    const operationName = loggedName(subscription.operationName);
    const startedAt = performance.now();
    let events = 0;
    open[transport] += 1;
    const onSent = () => {
      events += 1;
      observer.eventSent(transport);
    };
    const reason = await sendResults(subscription, outlet, { schema, shared, onSent });
    open[transport] -= 1;
    const durationMs = Math.round(performance.now() - startedAt);
    logger.info(
      { operationName, viewer, clientName, clientVersion, transport, reason, events, durationMs },
      "stream ended",
    );
    observer.streamEnded({ transport, reason });
  }

  return {
    /** Returns how many streams are open by each transport. */
    open: (): Readonly<Record<Transport, number>> => open,

    /**
     * Begins a stream if the response to the request is one; otherwise returns the given response. The caller need not wait for the
     * end of the stream.
     */
    begin(request: FastifyRequest, reply: FastifyReply, response: unknown): unknown {
      const served = request.graphqlContext?.request;
      const streamed = served === undefined ? null : requested.of(served);
      if (streamed === null) return response;
      reply.hijack();
      forgetBody(request);
      const outlet = beginEventStream(reply.raw, {
        ...reply.getHeaders(),
        "x-request-id": request.id,
      });
      void (streamed === "ERRORS" ? sendOnce(outlet, String(response)) : run(streamed, outlet));
      return reply;
    },
  };
}

/** Sends the error response of Apollo Server as the only result. */
async function sendOnce(outlet: Outlet, response: string): Promise<void> {
  await outlet.send(response.trimEnd());
  await outlet.complete();
}

/** Frees what the request holds, because a stream can last for hours. */
function forgetBody(request: FastifyRequest): void {
  request.memory?.release();
  request.body = undefined;
  request.bodyText = null;
}

import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { GraphQLError } from "graphql";
import type { Context, ServedRequest } from "../../context.js";
import { acceptsEventStream, graphqlMediaType, mediaTypeFor, notAcceptable } from "../http/media-type.js";

/** A subscription that has passed every check of its operation. */
export interface Subscription {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `extensions.subscription`, with which routers request callbacks; undefined otherwise. */
  readonly callback: unknown;
  readonly context: Context;
}

/** What a response streams: the results of a subscription, or the errors that Apollo Server has written. */
export type Streamed = Subscription | "ERRORS";

/** Lets Apollo Server check subscriptions like other operations, but not execute them. The route then streams them. */
export function createRequestedSubscriptions() {
  const streamed = new WeakMap<ServedRequest, Streamed>();

  /** The rules of a request whose client can receive a stream. */
  function streaming({ request }: GraphQLRequestContext<Context>): GraphQLRequestListener<Context> {
    const { http } = request;
    const accept = http?.headers.get("accept");
    const isStreamOnly = graphqlMediaType(accept) === null;
    return {
      async didResolveSource() {
        // Apollo Server refuses every GET of a subscription.
        if (http?.method === "GET") request.http = { ...http, method: "POST" };
      },

      async didResolveOperation({ operation }) {
        if (http !== undefined) request.http = http;
        if (operation === undefined || operation.operation === "subscription") return;
        if (operation.operation === "mutation" && http?.method === "GET") throw mutationByGet();
        if (isStreamOnly) throw badRequest(notAcceptable().message, 406);
      },

      async responseForOperation({ document, operation, operationName, contextValue: context }) {
        if (operation?.operation !== "subscription") return null;
        const { variables = {}, extensions } = request;
        const callback: unknown = extensions?.subscription;
        streamed.set(context.request, { document, operationName, variables, callback, context });
        return {
          http: { headers: new HeaderMap() },
          body: { kind: "single", singleResult: { data: null } },
        };
      },

      async willSendResponse({ operation, response, contextValue }) {
        // Apollo Server throws an error if the client accepts neither of its media types.
        response.http.headers.set("content-type", mediaTypeFor(accept));
        const type = operation?.operation ?? (isStreamOnly ? "subscription" : null);
        if (type !== "subscription" || streamed.has(contextValue.request)) return;
        if (acceptsEventStream(accept)) streamed.set(contextValue.request, "ERRORS");
      },
    };
  }

  const plugin: ApolloServerPlugin<Context> = {
    async requestDidStart(context) {
      const { http, extensions } = context.request;
      const canStream = acceptsEventStream(http?.headers.get("accept")) || extensions?.subscription;
      return canStream ? streaming(context) : refusing;
    },
  };

  return {
    plugin,
    /** Returns what the response to a request streams; null if it is an ordinary response. */
    of: (request: ServedRequest): Streamed | null => streamed.get(request) ?? null,
  };
}

/** The rules of a request whose client cannot receive a stream. */
const refusing: GraphQLRequestListener<Context> = {
  async didResolveOperation({ operation }) {
    if (operation?.operation === "subscription") throw badRequest(howToSubscribe, 406);
  },

  async didEncounterErrors({ operation, request, errors }) {
    if (operation?.operation !== "subscription" || request.http?.method !== "GET") return;
    // Apollo Server refuses every GET of a subscription, with a message that does not say what to send.
    for (const error of errors) error.message = howToSubscribe;
  },
};

const howToSubscribe =
  "The gateway sends the results of a subscription as server-sent events. Send the header accept: text/event-stream.";

function mutationByGet(): GraphQLError {
  return badRequest("A mutation must be sent by POST.", 405, [["allow", "POST"]]);
}

function badRequest(message: string, status: number, headers: [string, string][] = []): GraphQLError {
  const http = { status, headers: new HeaderMap(headers) };
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST", http } });
}

import { ApolloLink, Observable } from "@apollo/client";
import { print } from "graphql";
import { createClient } from "graphql-sse";
import { fetchStream } from "./fetch-stream";

/** What the sender of a subscription can add to its context. */
export interface StreamContext {
  /** Called when the gateway has accepted the connection. Errors of the subscription can still follow. */
  readonly onConnected?: () => void;
}

/** Creates a link that receives the results of subscriptions as server-sent events. It does not reconnect. */
export function createStreamLink(url: string, headers: Readonly<Record<string, string>>): ApolloLink {
  const streams = createClient({ url, headers: { ...headers }, fetchFn: fetchStream, retryAttempts: 0 });
  return new ApolloLink((operation) => {
    const { query, variables, operationName = "" } = operation;
    const { onConnected } = operation.getContext() as StreamContext;
    return new Observable((results) =>
      streams.subscribe(
        { query: print(query), variables, operationName },
        {
          next: (result) => results.next(result as ApolloLink.Result),
          error: (error) => results.error(error),
          complete: () => results.complete(),
        },
        { connected: () => onConnected?.() },
      ),
    );
  });
}

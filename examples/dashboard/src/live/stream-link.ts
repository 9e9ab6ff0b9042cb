import { ApolloLink, Observable } from "@apollo/client";
import { print } from "graphql";
import { createClient } from "graphql-sse";
import { fetchStream } from "./fetch-stream";

/** What the sender of a subscription can add to its context. */
export interface StreamContext {
  /** Called when the gateway has accepted the connection. Errors of the subscription can still follow. */
  readonly onConnected?: () => void;
  /** Called with each piece that arrives, also if it is only a comment. */
  readonly onBytes?: () => void;
}

/** Creates a link that receives the results of subscriptions as server-sent events. It does not reconnect. */
export function createStreamLink(url: string, ownHeaders: Readonly<Record<string, string>>): ApolloLink {
  return new ApolloLink((operation) => {
    const { query, variables, operationName = "" } = operation;
    const { onConnected, onBytes, headers } = operation.getContext() as StreamContext & {
      readonly headers?: Record<string, string>;
    };
    const stream = createClient({
      url,
      headers: { ...ownHeaders, ...headers },
      fetchFn: (input: RequestInfo | URL, init?: RequestInit) => fetchStream(input, init, () => onBytes?.()),
      retryAttempts: 0,
    });
    return new Observable((results) =>
      stream.subscribe(
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

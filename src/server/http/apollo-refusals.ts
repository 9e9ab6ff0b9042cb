import type { ApolloServerPlugin } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import type { RequestObserver } from "../telemetry/request-observer.js";

/** Counts the requests that Apollo Server rejects before an operation starts, and keeps caches from storing their responses. */
export const apolloRefusals = (observer: Pick<RequestObserver, "requestRefused">): ApolloServerPlugin => ({
  async invalidRequestWasReceived({ error }) {
    observer.requestRefused("BAD_REQUEST");
    if (!(error instanceof GraphQLError)) return;
    const http = error.extensions.http as { headers?: HeaderMap } | undefined;
    const headers = new HeaderMap([...(http?.headers ?? []), ["cache-control", "no-store"]]);
    error.extensions.http = { ...http, headers };
  },
});

import { defineConfig } from "@graphql-hive/gateway";
import { GraphQLError } from "graphql";

/** Which headers of a client go on to the subgraphs; Hive Gateway sends `x-request-id` by itself. */
const forwarded = [
  "traceparent",
  "tracestate",
  "x-request-timeout-ms",
  "apollographql-client-name",
  "apollographql-client-version",
];

export const gatewayConfig = defineConfig({
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      const headers = forwarded.flatMap((name) => {
        const value = request.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      });
      // By the shared secret a subgraph knows that the router sends, and not somebody past it.
      const secret = process.env.MAINTENANCE_ROUTER_SECRET;
      if (subgraphName === "maintenance" && secret) headers.push(["router-authorization", secret]);
      return Object.fromEntries(headers);
    },
  },
  maskedErrors: {
    // Nobody outside learns what a subgraph says of its failures, as Apollo Router has it by default. Failures that clients
    // are meant to see are data: members of a mutation's result, and `sources`.
    maskError(error) {
      const path = error instanceof GraphQLError ? error.path : undefined;
      return new GraphQLError("Subgraph errors redacted", path === undefined ? {} : { path });
    },
  },
});

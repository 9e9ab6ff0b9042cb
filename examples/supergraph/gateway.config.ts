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

/** What of the maintenance gateway's errors clients are shown: all that it has for them. */
const facts = [
  "code",
  "provider",
  "providerCode",
  "requestId",
  "retryable",
  "retryAfterSeconds",
  "violations",
  "resourceType",
  "resourceId",
  "failure",
  "outcomeUnknown",
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
  // The maintenance gateway answers within its REQUEST_TIMEOUT_MS (10000), with an error that says more.
  upstreamTimeout: 12_000,
  maskedErrors: {
    // Nobody outside learns what a subgraph says of its failures, but for the maintenance gateway, whose errors are made for
    // clients. The router's own, such as a query that does not parse, are shown too.
    maskError(error, message) {
      if (!(error instanceof GraphQLError)) return new GraphQLError(message);
      const { extensions, path } = error;
      const place = path === undefined ? {} : { path };
      const { serviceName } = extensions;
      if (serviceName === undefined) return error;
      if (serviceName !== "maintenance") return new GraphQLError("Subgraph errors redacted", place);
      const shown = Object.entries(extensions).filter(([name]) => facts.includes(name));
      return new GraphQLError(error.message, { ...place, extensions: Object.fromEntries(shown) });
    },
  },
});

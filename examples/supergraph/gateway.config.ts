import { defineConfig } from "@graphql-hive/gateway";
import { GraphQLError } from "graphql";

/** Client headers to forward to subgraphs. Hive Gateway forwards `x-request-id` by itself. */
const forwarded = [
  // The catalogue asks the maintenance gateway on the caller's behalf.
  "authorization",
  "traceparent",
  "tracestate",
  "x-request-timeout-ms",
  "apollographql-client-name",
  "apollographql-client-version",
];

/** Extension fields of the maintenance gateway's errors that clients may see: all that it sets. */
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
      // The shared secret proves to the subgraph that the request came through this router.
      const secret = process.env.MAINTENANCE_ROUTER_SECRET;
      if (subgraphName === "maintenance" && secret) headers.push(["router-authorization", secret]);
      return Object.fromEntries(headers);
    },
  },
  // By default, Hive Gateway subscribes by GET, which the maintenance gateway refuses because a page of another site could send it.
  transportEntries: { maintenance: { options: { method: "POST" } } },
  // Longer than the maintenance gateway's REQUEST_TIMEOUT_MS (10000), so that its more exact error arrives. The timeout would
  // also end a subscription, without an error.
  upstreamTimeout: ({ executionRequest }) =>
    executionRequest?.operationType === "subscription" ? undefined : 12_000,
  maskedErrors: {
    // Redact the errors of all subgraphs except the maintenance gateway, whose errors are safe for clients. Also show the
    // router's own errors, such as parse errors.
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

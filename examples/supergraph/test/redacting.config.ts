import { defineConfig } from "@graphql-hive/gateway";
import { GraphQLError } from "graphql";
import { gatewayConfig as example } from "../gateway.config.ts";

/** Redacts every error, as Apollo Router does by default with errors of subgraphs. */
export const gatewayConfig = defineConfig({
  ...example,
  maskedErrors: {
    maskError(error) {
      const path = error instanceof GraphQLError ? error.path : undefined;
      return new GraphQLError("Subgraph errors redacted", path === undefined ? {} : { path });
    },
  },
});

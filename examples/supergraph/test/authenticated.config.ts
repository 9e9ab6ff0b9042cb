import { defineConfig } from "@graphql-hive/gateway";
import { gatewayConfig as example } from "../gateway.config.ts";

/** Knows whoever brings a token; a real one would check it. */
export const gatewayConfig = defineConfig({
  ...example,
  genericAuth: {
    mode: "protect-granular",
    resolveUserFn({ request }: { readonly request: Request }) {
      const token = request.headers.get("authorization");
      return token === null ? null : { token };
    },
  },
});

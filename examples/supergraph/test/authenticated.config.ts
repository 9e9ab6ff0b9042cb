import { defineConfig } from "@graphql-hive/gateway";
import { gatewayConfig as example } from "../gateway.config.ts";

interface User {
  readonly sub: string;
  readonly scope: string;
}

/** Accepts any token (a real router would verify it), and sends the claims to the maintenance gateway only. */
export const gatewayConfig = defineConfig<{ readonly currentUser?: User }>({
  ...example,
  genericAuth: {
    mode: "protect-granular",
    contextFieldName: "currentUser",
    resolveUserFn({ request }: { readonly request: Request }): User | null {
      const token = request.headers.get("authorization");
      return token === null ? null : { sub: token, scope: "maintenance:read:datadog" };
    },
  },
  propagateHeaders: {
    async fromClientToSubgraphs(given) {
      const headers = await example.propagateHeaders?.fromClientToSubgraphs?.(given);
      const { currentUser } = given.context;
      const isTold =
        given.subgraphName === "maintenance" && currentUser !== undefined && currentUser !== null;
      return { ...headers, ...(isTold ? { "router-claims": JSON.stringify(currentUser) } : {}) };
    },
  },
});

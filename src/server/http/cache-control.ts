import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";

/**
 * Sets the header `cache-control`: a router or a CDN may cache a response until one of its windows opens or closes, and no
 * longer than its sources are fresh. If callers are identified, only their own client may cache it. Replaces Apollo's plugin,
 * which calls a hook for every field of every response.
 */
export const cacheControl = (
  clock: () => Date,
  whose: "public" | "private",
): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, operation, contextValue }) {
        const result = response.body.kind === "single" ? response.body.singleResult : null;
        const isWhole = operation?.operation === "query" && result?.errors === undefined;
        const rootFields = Object.keys((isWhole && result?.data) || {}).filter(
          (name) => name !== "__typename",
        );
        const maxAgeSeconds = contextValue.cacheHint.maxAgeSeconds(rootFields.length, clock());
        response.http.headers.set(
          "cache-control",
          maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}, ${whose}` : "no-store",
        );
      },
    };
  },
});

import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";

/**
 * Says in the header `cache-control` for how long a router or a CDN may keep an answer: until one of its windows opens or
 * closes, and never longer than the windows are fresh. In place of Apollo's own plugin, which calls a hook for every
 * field of every answer. Where callers are told apart, an answer is its caller's alone.
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

import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";
import type { Clock } from "../../domain/time/clock.js";

/** Who may cache a response: any cache, or only the caller's own client. */
export type CacheScope = "public" | "private";

/** Returns the value of the header `cache-control`. */
export function cacheControlValue(maxAgeSeconds: number, scope: CacheScope): string {
  return maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}, ${scope}` : "no-store";
}

/**
 * Sets the header `cache-control`: a router or a CDN may cache a response until one of its windows opens or closes, and no
 * longer than its sources are fresh. If callers are identified, only their own client may cache it. Replaces Apollo's plugin,
 * which calls a hook for every field of every response.
 */
export const cacheControl = (clock: Clock, scope: CacheScope): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ response, operation, contextValue }) {
        const { body, http } = response;
        const isWhole = body.kind === "single" && body.singleResult.errors === undefined;
        const maxAgeSeconds =
          isWhole && operation?.operation === "query" ? contextValue.basis.maxAgeSeconds(clock()) : 0;
        http.headers.set("cache-control", cacheControlValue(maxAgeSeconds, scope));
      },
    };
  },
});

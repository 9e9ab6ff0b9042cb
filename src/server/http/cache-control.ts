import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../../context.js";
import type { Clock } from "../../domain/time/clock.js";
import { isCompleteData } from "./complete-data.js";

/** Who may cache a response: any cache, or only the caller's own client. */
export type CacheScope = "public" | "private";

/**
 * Returns the value of the header `cache-control` for the complete response to a query. A browser must not show a response to GET from
 * before the user's own change, so it asks every time whether the response is still the same, by its entity tag. Only routers cache
 * responses to POST.
 */
export function cacheControlValue(
  { method }: { readonly method: string },
  maxAgeSeconds: number,
  scope: CacheScope,
): string {
  if (method === "GET") return `no-cache, ${scope}`;
  return maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}, ${scope}` : "no-store";
}

/**
 * Sets the header `cache-control`: a router may cache a response until one of its windows opens or closes, and no longer than its
 * sources are fresh. If callers are identified, only their own client may cache it. Replaces Apollo's plugin, which calls a hook for
 * every field of every response.
 */
export const cacheControl = (clock: Clock, scope: CacheScope): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, operation, contextValue }) {
        response.http.headers.set(
          "cache-control",
          isCompleteData(response) && operation?.operation === "query"
            ? cacheControlValue(
                { method: request.http?.method ?? "POST" },
                contextValue.basis.maxAgeSeconds(clock()),
                scope,
              )
            : "no-store",
        );
      },
    };
  },
});

import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import generated from "./graphql/possible-types";

const { possibleTypes } = generated;

/** Request timeout. Longer than the gateway's own deadline, so its error arrives first. */
const longestAnswerMs = 30_000;

const fetchInTime: typeof fetch = (input, init) => {
  const inTime = AbortSignal.timeout(longestAnswerMs);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, inTime]) : inTime });
};

/** Fields of Query that a change can affect. */
const changeable = ["maintenanceNow", "maintenanceWindows"];

/** Forgets the answers of all filters, and refetches what is on screen, which shows its data until then. */
export function forgetAnswers(client: ApolloClient): void {
  void client.refetchQueries({
    updateCache(cache) {
      for (const fieldName of changeable) cache.evict({ id: "ROOT_QUERY", fieldName });
    },
  });
}

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri, fetch: fetchInTime }),
    clientAwareness: { name: "maintenance-dashboard", version: "0.1.0" },
    cache: new InMemoryCache({
      possibleTypes: {
        ...possibleTypes,
        // Match types that the gateway adds after this page was built.
        MaintenanceError: [...possibleTypes.MaintenanceError, "\\w+Error"],
        ScheduledWindow: [...possibleTypes.ScheduledWindow, "\\w+MaintenanceWindow"],
        MaintenanceWindowChange: [...possibleTypes.MaintenanceWindowChange, "\\w+(?:Changed|Deleted)"],
      },
    }),
    // A refetch after a change must not share a request that was sent before it.
    queryDeduplication: false,
    defaultOptions: {
      // Show cached data at once, and refresh it.
      watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" },
    },
  });
}

import type { FieldPolicy, Reference } from "@apollo/client";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { OperationTypeNode } from "graphql";
import generated from "./graphql/possible-types";
import { createStreamLink } from "./live/stream-link";

const { possibleTypes } = generated;

const clientAwareness = { name: "maintenance-dashboard", version: "0.1.0" };

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

/**
 * Keeps the later of two verdicts: the response to a query can arrive after a newer result of the stream, but not later than its
 * timeout. If the difference is greater, the gateway's clock was set back.
 */
const latestVerdict: FieldPolicy<Reference> = {
  merge: (existing, incoming, { readField }) => {
    if (existing === undefined) return incoming;
    const atMs = (verdict: Reference) => Date.parse(readField<string>("at", verdict) ?? "");
    const lateMs = atMs(existing) - atMs(incoming);
    return lateMs > 0 && lateMs < longestAnswerMs ? existing : incoming;
  },
};

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      createStreamLink(uri, {
        "apollographql-client-name": clientAwareness.name,
        "apollographql-client-version": clientAwareness.version,
      }),
      new HttpLink({ uri, fetch: fetchInTime }),
    ),
    clientAwareness,
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { maintenanceNow: latestVerdict } } },
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

import type { FieldPolicy, Reference } from "@apollo/client";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import { createAccessLink } from "./access/access-link";
import type { Session } from "./access/session";
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
const changeable = ["maintenanceNow", "maintenanceWindows", "maintenanceOccurrences"];

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

/** Stores each answer whole, for its arguments and its selection. Otherwise one answer could remove fields of another. */
const whole: FieldPolicy = {
  keyArgs: (args, { field, variables }) =>
    JSON.stringify([args, field?.selectionSet && print(field.selectionSet), variables]),
  merge: false,
};

/** Shorter than the longest URL that common servers and proxies accept (8 KB). */
const longestParameters = 6_000;

/** Many ids, such as those of selected windows, are too long for a URL. */
function fitsUrl({ query, variables }: ApolloLink.Operation): boolean {
  return encodeURIComponent(print(query) + JSON.stringify(variables)).length <= longestParameters;
}

export function createClient(uri: string, session: Session): ApolloClient {
  const postLink = new HttpLink({ uri, fetch: fetchInTime });
  const getLink = new HttpLink({
    uri,
    fetch: fetchInTime,
    // The browser keeps the responses, and unchanged ones cost a 304. The gateway accepts GET only with this header.
    useGETForQueries: true,
    headers: { "apollo-require-preflight": "true" },
  });
  const httpLink = ApolloLink.split(fitsUrl, getLink, postLink);
  const streamLink = createStreamLink(uri, {
    "apollographql-client-name": clientAwareness.name,
    "apollographql-client-version": clientAwareness.version,
  });
  return new ApolloClient({
    link: createAccessLink(session).split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      streamLink,
      httpLink,
    ),
    clientAwareness,
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          fields: {
            maintenanceNow: latestVerdict,
            maintenanceWindows: whole,
            maintenanceOccurrences: whole,
          },
        },
      },
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

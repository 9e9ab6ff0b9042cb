import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import generated from "./graphql/possible-types";

const { possibleTypes } = generated;

/** Longer than the gateway takes for any answer: what has not come by then does not come. */
const longestAnswerMs = 30_000;

const fetchInTime: typeof fetch = (input, init) => {
  const inTime = AbortSignal.timeout(longestAnswerMs);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, inTime]) : inTime });
};

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri, fetch: fetchInTime }),
    clientAwareness: { name: "maintenance-dashboard", version: "0.1.0" },
    cache: new InMemoryCache({
      possibleTypes: {
        ...possibleTypes,
        // What the gateway learns after this page was built, errors and providers, is matched by name.
        MaintenanceError: [...possibleTypes.MaintenanceError, "\\w+Error"],
        ScheduledWindow: [...possibleTypes.ScheduledWindow, "\\w+MaintenanceWindow"],
      },
      // Everything else that has an `id` is kept by it.
      typePolicies: { FlinkApplication: { keyFields: ["arn"] } },
    }),
    defaultOptions: {
      // What is remembered is shown at once, and asked for again.
      watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" },
    },
  });
}

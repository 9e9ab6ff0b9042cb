import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import generated from "./graphql/possible-types";

const { possibleTypes } = generated;

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri }),
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

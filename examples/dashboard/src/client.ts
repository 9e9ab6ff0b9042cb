import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import possibleTypes from "./graphql/possible-types";

export function createClient(uri: string): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri }),
    clientAwareness: { name: "maintenance-dashboard", version: "0.1.0" },
    cache: new InMemoryCache({
      possibleTypes: possibleTypes.possibleTypes,
      // Everything else that has an `id` is kept by it.
      typePolicies: { FlinkApplication: { keyFields: ["arn"] } },
    }),
    defaultOptions: {
      // What is remembered is shown at once, and asked for again.
      watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" },
    },
  });
}

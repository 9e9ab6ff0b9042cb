import type { ApolloClient } from "@apollo/client";
import type { WindowFieldsFragment } from "../generated/graphql.ts";
import { WindowsDocument } from "../generated/graphql.ts";
import { windowsIn } from "../src/apollo.ts";

/** Watches a list with Apollo Client, and collects every value of it. */
export async function watchList(client: ApolloClient, variables: object = {}) {
  const seen: (readonly WindowFieldsFragment[])[] = [];
  const list = client.watchQuery({ query: WindowsDocument, variables });
  const subscription = list.subscribe(({ data, dataState }) => {
    if (dataState === "complete") seen.push(windowsIn(data));
  });
  await client.query({ query: WindowsDocument, variables });
  return { list, seen, stop: () => subscription.unsubscribe() };
}

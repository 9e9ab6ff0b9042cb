import { gql } from "@apollo/client";
import type { Environment, GraphQLTaggedNode } from "relay-runtime";
import { commitMutation, createOperationDescriptor, fetchQuery, getRequest } from "relay-runtime";
import manifest from "../generated/relay-test-persisted.json" with { type: "json" };
import { createApolloClient } from "../src/apollo.ts";
import { afterMutations } from "../src/relay-answers.ts";
import { createUrqlClient } from "../src/urql.ts";
import "./relay-tags.ts";

const { createRelayEnvironment } = await import("../src/relay.ts");

/** An operation with its variables. */
export interface Asked {
  readonly operation: GraphQLTaggedNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Receives each value, and undefined if the query failed. */
type Show = (data: unknown) => void;

/** A client under test. */
interface Subject {
  /** Reads once, from the cache if the client finds the answer there. */
  readonly ask: (asked: Asked) => Promise<unknown>;
  /** Shows each value of a query until it is stopped. */
  readonly mount: (asked: Asked, show: Show) => () => void;
  readonly write: (asked: Asked) => Promise<unknown>;
}

export type CreateSubject = (url: string, fetch: typeof globalThis.fetch) => Subject;

/** Text of an operation, as Relay's compiler prints it. */
export function textOf(operation: GraphQLTaggedNode): string {
  const { id } = getRequest(operation).params;
  return (manifest as Readonly<Record<string, string>>)[id ?? ""] ?? "";
}

const documentOf = (operation: GraphQLTaggedNode) => gql(textOf(operation));

export const createApolloSubject: CreateSubject = (uri, fetch) => {
  const client = createApolloClient({ uri, fetch });
  return {
    async ask({ operation, variables }) {
      return (await client.query({ query: documentOf(operation), variables })).data;
    },
    mount({ operation, variables }, show) {
      const observed = client.watchQuery({ query: documentOf(operation), variables });
      const subscription = observed.subscribe(({ data, error }) => {
        if (error || data !== undefined) show(error ? undefined : data);
      });
      return () => subscription.unsubscribe();
    },
    write: ({ operation, variables }) => client.mutate({ mutation: documentOf(operation), variables }),
  };
};

export const createUrqlSubject: CreateSubject = (url, fetch) => {
  const client = createUrqlClient({ url, fetch });
  return {
    async ask({ operation, variables }) {
      const { data, error } = await client.query(documentOf(operation), variables);
      if (error) throw error;
      return data;
    },
    mount({ operation, variables }, show) {
      const results = client.query(documentOf(operation), variables);
      return results.subscribe(({ data, error }) => show(error ? undefined : data)).unsubscribe;
    },
    write: ({ operation, variables }) => client.mutation(documentOf(operation), variables).toPromise(),
  };
};

export const createRelaySubject: CreateSubject = (url, fetch) => {
  const environment = createRelayEnvironment({ url, fetch });
  return {
    ask: ({ operation, variables }) =>
      fetchQuery(environment, operation, variables, storeOrNetwork).toPromise(),
    mount: (asked, show) => mountInRelay(environment, asked, show),
    write: ({ operation: mutation, variables }) =>
      new Promise((resolve, reject) => {
        commitMutation(environment, { mutation, variables, onCompleted: resolve, onError: reject });
      }),
  };
};

const storeOrNetwork = { fetchPolicy: "store-or-network" } as const;

/** Reads a query like Relay's hooks. A value that lacks data says so, and is not shown. */
function mountInRelay(environment: Environment, { operation, variables }: Asked, show: Show): () => void {
  const descriptor = createOperationDescriptor(getRequest(operation), variables);
  const retained = environment.retain(descriptor);
  const first = environment.lookup(descriptor.fragment);
  if (environment.check(descriptor).status === "available") show(first.data);
  const subscription = environment.subscribe(
    first,
    ({ data, isMissingData }) => !isMissingData && show(data),
  );
  const refetch = () =>
    fetchQuery(environment, operation, variables, storeOrNetwork).subscribe({ error: () => show(undefined) });
  refetch();
  const forgetting = afterMutations(environment, refetch);
  return () => {
    for (const disposable of [subscription, forgetting, retained]) disposable.dispose();
  };
}

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import type {
  CreateDatadogMaintenanceWindowInput,
  WindowFieldsFragment,
  WindowsQuery,
  WindowsQueryVariables,
} from "../generated/graphql.ts";
import {
  CreateWindowDocument,
  MoveFlinkWindowDocument,
  PreviewFlinkMoveDocument,
  WindowsDocument,
} from "../generated/graphql.ts";
import generated from "../generated/possibleTypes.json" with { type: "json" };
import { flinkTimesFrom } from "./flink-window.ts";
import type { WaitLimits } from "./polling.ts";
import { poll, waitUntilNextChange } from "./polling.ts";

export function createApolloCache({ possibleTypes } = generated): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: {
      ...possibleTypes,
      // What the gateway learns after this client was built, errors and providers, is matched by name.
      MaintenanceError: [...possibleTypes.MaintenanceError, "\\w+Error"],
      ScheduledWindow: [...possibleTypes.ScheduledWindow, "\\w+MaintenanceWindow"],
    },
    typePolicies: {
      FlinkApplication: { keyFields: ["arn"] },
      // One each in what holds them, so that two queries of different fields add up.
      MaintenanceSource: { fields: { health: { merge: true }, capabilities: { merge: true } } },
      Query: {
        fields: {
          maintenanceWindows: relayStylePagination(["filter", "orderBy"]),
          maintenanceOccurrences: relayStylePagination(["from", "to", "filter"]),
          maintenanceNow: { merge: true },
        },
      },
    },
  });
}

export interface ApolloOptions {
  readonly uri: string;
  /** Whether operations are sent by their ids in `persisted-documents.json`, without their texts. */
  readonly byId?: boolean;
  readonly fetch?: typeof fetch;
  readonly cache?: InMemoryCache;
}

export function createApolloClient({ uri, byId = false, fetch, cache = createApolloCache() }: ApolloOptions) {
  const http = new HttpLink({ uri, ...(fetch && { fetch }) });
  // The id that the generated document carries; a text is never sent in its place.
  const ids = new PersistedQueryLink({
    generateHash: (document) => (document as { __meta__?: { hash: string } }).__meta__?.hash ?? "",
    retry: () => false,
  });
  return new ApolloClient({
    cache,
    link: byId ? ApolloLink.from([ids, http]) : http,
    // The gateway's log and audit name the program that has asked.
    clientAwareness: { name: "clients-example", version: "1.0.0" },
  });
}

type FlinkWindow = Extract<WindowFieldsFragment, { __typename: "FlinkMaintenanceWindow" }>;

/** Shows the window as moved at once. Where the answer is a failure, Apollo Client takes that back by itself. */
export async function moveFlinkWindow(client: ApolloClient, window: FlinkWindow, startTime: string) {
  const { data } = await client.mutate({
    mutation: MoveFlinkWindowDocument,
    variables: { input: { id: window.id, startTime, ifRevision: window.revision } },
    optimisticResponse: {
      __typename: "Mutation",
      updateFlinkMaintenanceWindow: {
        __typename: "FlinkMaintenanceWindowChanged",
        outcome: "UPDATED",
        window: { ...window, ...flinkTimesFrom(startTime) },
        previous: null,
        warnings: [],
      },
    },
  });
  return data?.updateFlinkMaintenanceWindow;
}

/** What a move would make of the window. */
export async function previewFlinkMove(client: ApolloClient, id: string, startTime: string) {
  const { data } = await client.mutate({
    mutation: PreviewFlinkMoveDocument,
    variables: { id, startTime },
    fetchPolicy: "no-cache",
  });
  return data?.updateFlinkMaintenanceWindow;
}

/** Makes a window. Where it belongs in each list only the gateway knows: lists that are shown are read again. */
export async function createWindow(client: ApolloClient, input: CreateDatadogMaintenanceWindowInput) {
  const { data } = await client.mutate({
    mutation: CreateWindowDocument,
    variables: { input },
    update(cache, { data }) {
      if (data?.createDatadogMaintenanceWindow.__typename === "DatadogMaintenanceWindowChanged")
        cache.evict({ id: "ROOT_QUERY", fieldName: "maintenanceWindows" });
    },
  });
  return data?.createDatadogMaintenanceWindow;
}

/** Reads the list anew whenever one of its windows opens or closes; who watches the query sees it. */
export function pollWindows(
  client: ApolloClient,
  variables: WindowsQueryVariables,
  limits: WaitLimits,
  signal: AbortSignal,
): Promise<void> {
  return poll({
    ask: () => client.query({ query: WindowsDocument, variables, fetchPolicy: "network-only" }),
    waitAfter: (answer) => waitUntilNextChange(windowsIn(answer?.data), new Date(), limits),
    signal,
  });
}

export function windowsIn(data: WindowsQuery | undefined): readonly WindowFieldsFragment[] {
  return data?.maintenanceWindows.edges.map(({ node }) => node) ?? [];
}

import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { relayStylePagination } from "@apollo/client/utilities";
import type {
  CreateDatadogMaintenanceWindowInput,
  MaintenanceNowQueryVariables,
  WindowFieldsFragment,
  WindowsQuery,
  WindowsQueryVariables,
} from "../generated/graphql.ts";
import {
  CreateWindowDocument,
  MaintenanceNowDocument,
  MoveFlinkWindowDocument,
  PreviewFlinkMoveDocument,
  WindowsDocument,
} from "../generated/graphql.ts";
import generated from "../generated/possibleTypes.json" with { type: "json" };
import { flinkTimesFrom } from "./flink-window.ts";
import type { WaitLimits } from "./polling.ts";
import { poll, waitUntilNextChange } from "./polling.ts";
import type { VerdictPolling } from "./verdict.ts";
import { followVerdict } from "./verdict.ts";

export function createApolloCache({ possibleTypes } = generated): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: {
      ...possibleTypes,
      // Match error and window types that the gateway adds after this client was built.
      MaintenanceError: [...possibleTypes.MaintenanceError, "\\w+Error"],
      ScheduledWindow: [...possibleTypes.ScheduledWindow, "\\w+MaintenanceWindow"],
    },
    typePolicies: {
      FlinkApplication: { keyFields: ["arn"] },
      // Objects without an id: merge the fields that different queries select.
      MaintenanceSource: { fields: { health: { merge: true }, capabilities: { merge: true } } },
      Query: {
        fields: {
          maintenanceWindows: relayStylePagination(["filter", "orderBy"]),
          maintenanceOccurrences: relayStylePagination(["from", "to", "filter"]),
          // Replace an answer as a whole: the parts of two answers do not belong together.
          maintenanceNow: { merge: false },
        },
      },
    },
  });
}

export interface ApolloOptions {
  readonly uri: string;
  /** Whether to send operation ids from `persisted-documents.json` instead of query texts. */
  readonly byId?: boolean;
  readonly fetch?: typeof fetch;
  readonly cache?: InMemoryCache;
}

export function createApolloClient({ uri, byId = false, fetch, cache = createApolloCache() }: ApolloOptions) {
  const http = new HttpLink({ uri, ...(fetch && { fetch }) });
  // Send the id of the generated document, and never its text.
  const ids = new PersistedQueryLink({
    generateHash: (document) => (document as { __meta__?: { hash: string } }).__meta__?.hash ?? "",
    retry: () => false,
  });
  return new ApolloClient({
    cache,
    link: byId ? ApolloLink.from([ids, http]) : http,
    // The gateway's log and audit log name this client.
    clientAwareness: { name: "clients-example", version: "1.0.0" },
  });
}

type FlinkWindow = Extract<WindowFieldsFragment, { __typename: "FlinkMaintenanceWindow" }>;

/** Moves a window, with an optimistic update that Apollo Client reverts if the change fails. */
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

/** Previews a move without changing anything. */
export async function previewFlinkMove(client: ApolloClient, id: string, startTime: string) {
  const { data } = await client.mutate({
    mutation: PreviewFlinkMoveDocument,
    variables: { id, startTime },
    fetchPolicy: "no-cache",
  });
  return data?.updateFlinkMaintenanceWindow;
}

/** Creates a window and refetches the lists: only the gateway knows which of them contain it, and where. */
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

/** Refetches the list when one of its windows starts or ends. Watchers of the query receive the result. */
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

/** Shows the verdict for these arguments, and null while there is none that holds. */
export function pollVerdict(
  client: ApolloClient,
  variables: MaintenanceNowQueryVariables,
  polling: Omit<VerdictPolling, "ask">,
): Promise<void> {
  return followVerdict({
    ...polling,
    async ask() {
      const query = MaintenanceNowDocument;
      const { data } = await client.query({ query, variables, fetchPolicy: "network-only" });
      return data?.maintenanceNow;
    },
  });
}

export function windowsIn(data: WindowsQuery | undefined): readonly WindowFieldsFragment[] {
  return data?.maintenanceWindows.edges.map(({ node }) => node) ?? [];
}

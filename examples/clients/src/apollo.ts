import type { ObservableQuery } from "@apollo/client";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { OperationTypeNode } from "graphql";
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
import {
  forgetAfterMutations,
  repeatOvertaken,
  whole,
  wholeAnswers,
  wholeResults,
} from "./apollo-answers.ts";
import { streamLink } from "./apollo-live.ts";
import { fetchInTime } from "./fetch-in-time.ts";
import { flinkTimesFrom } from "./flink-window.ts";
import type { WaitLimits } from "./polling.ts";
import { poll, waitUntilNextChange } from "./polling.ts";
import type { Streams } from "./streams.ts";
import { createStreams } from "./streams.ts";
import type { VerdictPolling } from "./verdict.ts";
import { followVerdict } from "./verdict.ts";

export function createApolloCache({ possibleTypes } = generated): InMemoryCache {
  return new InMemoryCache({
    possibleTypes: {
      ...possibleTypes,
      // Match types that the gateway adds after this client was built.
      MaintenanceError: [...possibleTypes.MaintenanceError, "\\w+Error"],
      ScheduledWindow: [...possibleTypes.ScheduledWindow, "\\w+MaintenanceWindow"],
      MaintenanceWindowChange: [...possibleTypes.MaintenanceWindowChange, "\\w+(?:Changed|Deleted)"],
      MaintenanceEvent: [...possibleTypes.MaintenanceEvent, "\\w+Event"],
    },
    typePolicies: {
      // Never combine the parts of two answers.
      MaintenanceSource: { fields: { health: { merge: false }, capabilities: { merge: false } } },
      ScheduledWindow: { fields: { nextOccurrence: { merge: false }, overlapping: whole } },
      // It has an id, but its end and certainty can change, so it is a part of its answer.
      MaintenanceOccurrence: { keyFields: false },
      Query: { fields: wholeAnswers },
      Subscription: { fields: wholeResults },
    },
  });
}

export interface ApolloOptions {
  readonly uri: string;
  /** Whether to send operation ids from `persisted-documents.json` instead of query texts. */
  readonly byId?: boolean;
  readonly fetch?: typeof fetch;
  readonly cache?: InMemoryCache;
  readonly streams?: Streams;
}

export function createApolloClient(options: ApolloOptions) {
  const { uri, byId = false, fetch = fetchInTime, cache = createApolloCache() } = options;
  const { streams = createStreams({ url: uri }) } = options;
  const isSubscription = ({ operationType }: ApolloLink.Operation) =>
    operationType === OperationTypeNode.SUBSCRIPTION;
  const transport = ApolloLink.split(isSubscription, streamLink(streams), new HttpLink({ uri, fetch }));
  // Send the id of the generated document, and never its text.
  const ids = new PersistedQueryLink({
    generateHash: (document) => (document as { __meta__?: { hash: string } }).__meta__?.hash ?? "",
    retry: () => false,
  });
  const client = new ApolloClient({
    cache,
    link: ApolloLink.from([repeatOvertaken(), ...(byId ? [ids] : []), transport]),
    // The gateway's log and audit log name this client.
    clientAwareness: { name: "clients-example", version: "1.0.0" },
  });
  return forgetAfterMutations(client);
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
    context: { isPreview: true },
  });
  return data?.updateFlinkMaintenanceWindow;
}

export async function createWindow(client: ApolloClient, input: CreateDatadogMaintenanceWindowInput) {
  const { data } = await client.mutate({ mutation: CreateWindowDocument, variables: { input } });
  return data?.createDatadogMaintenanceWindow;
}

/** Adds the next page to a list. After a mutation or a poll, the list starts again with its first page. */
export function loadMore(list: ObservableQuery<WindowsQuery, WindowsQueryVariables>, after: string) {
  return list.fetchMore({
    variables: { after },
    updateQuery: (shown, { fetchMoreResult }) => withPage(shown, fetchMoreResult, after),
  });
}

/** Appends a page. A source that was not read completely for one of the pages stays marked: its windows may be missing there. */
export function withPage(shown: Partial<WindowsQuery>, page: WindowsQuery, after: string): WindowsQuery {
  const [list, next] = [shown.maintenanceWindows, page.maintenanceWindows];
  // A mutation or a poll restarted the list while the page loaded. Windows between the two would be missing.
  if (list?.pageInfo.endCursor !== after) return shown as WindowsQuery;
  const moved = new Set(next.edges.map(({ node }) => node.id));
  const gaps = new Map(
    list.sources.filter(({ state }) => state !== "OK").map((result) => [result.source.id, result]),
  );
  return {
    ...page,
    maintenanceWindows: {
      ...next,
      edges: [...list.edges.filter(({ node }) => !moved.has(node.id)), ...next.edges],
      sources: next.sources.map((result) => gaps.get(result.source.id) ?? result),
    },
  };
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
    waitAfter: (answer) =>
      waitUntilNextChange(answer?.data ? windowsIn(answer.data) : [], new Date(), limits),
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

/** Returns the windows of an answer. Without an answer, show that it is missing, not an empty list. */
export function windowsIn({ maintenanceWindows }: WindowsQuery): readonly WindowFieldsFragment[] {
  return maintenanceWindows.edges.map(({ node }) => node);
}

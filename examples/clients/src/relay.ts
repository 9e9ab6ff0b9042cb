import {
  commitMutation,
  Environment,
  graphql,
  Network,
  Observable,
  RecordSource,
  readInlineData,
  Store,
} from "relay-runtime";
import type { relayDeleteMutation as DeleteMutation } from "../generated/relay/relayDeleteMutation.graphql.ts";
import type { relayList$data as ListData } from "../generated/relay/relayList.graphql.ts";
import type { relayMoveMutation as MoveMutation } from "../generated/relay/relayMoveMutation.graphql.ts";
import type {
  relayWindow$data as WindowData,
  relayWindow$key as WindowKey,
} from "../generated/relay/relayWindow.graphql.ts";
import { fetchInTime } from "./fetch-in-time.ts";
import { flinkTimesFrom } from "./flink-window.ts";
import type { Send, Subscribe } from "./relay-answers.ts";
import { createAnswers, forgetAnswers } from "./relay-answers.ts";
import type { Streams } from "./streams.ts";
import { createStreams } from "./streams.ts";

const windowFragment = graphql`
  fragment relayWindow on MaintenanceWindow @inline {
    __typename
    ... on ScheduledWindow {
      id
      title
      status
      revision
      source { id provider }
      nextOccurrence { startsAt endsAt }
    }
    ... on FlinkMaintenanceWindow { startTime endTime application { id name status } }
    ... on DatadogMaintenanceWindow { query startsAt endsAt createdBy { id } }
  }
`;

/**
 * Declared on Query: the schema has no `node(id:)`, so only such a fragment can be refetched. It has no `@connection`, which
 * would combine the answers to different arguments. To show more, refetch with a higher `first`.
 */
export const listFragment = graphql`
  fragment relayList on Query
  @argumentDefinitions(
    filter: { type: "MaintenanceWindowFilter" }
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
  )
  @refetchable(queryName: "relayListRefetchQuery") {
    maintenanceWindows(filter: $filter, first: $first, after: $after) {
      totalCount
      edges { node { ...relayWindow } }
      pageInfo { hasNextPage endCursor }
      sources { state source { id } error { code message } }
    }
  }
`;

export const listQuery = graphql`
  query relayListQuery($filter: MaintenanceWindowFilter, $first: Int = 20, $after: String) {
    ...relayList @arguments(filter: $filter, first: $first, after: $after)
  }
`;

/** Leaves out `previous`: Relay would add its id, which is the window's own. */
const moveMutation = graphql`
  mutation relayMoveMutation($input: UpdateFlinkMaintenanceWindowInput!) {
    updateFlinkMaintenanceWindow(input: $input) {
      __typename
      ... on FlinkMaintenanceWindowChanged {
        outcome
        window { ...relayWindow }
        warnings { code message }
      }
      ... on ConflictError { reason current { ...relayWindow } }
      ... on MaintenanceError { code message retryable }
    }
  }
`;

const deleteMutation = graphql`
  mutation relayDeleteMutation($input: DeleteDatadogMaintenanceWindowInput!) {
    deleteDatadogMaintenanceWindow(input: $input) {
      __typename
      ... on DatadogMaintenanceWindowDeleted { deletedWindowId @deleteRecord }
      ... on MaintenanceError { code message retryable }
    }
  }
`;

const windowTypes = ["FlinkMaintenanceWindow", "DatadogMaintenanceWindow"];
/** Parts of windows, applications and sources. Their content is their key, so that a record never combines two answers. */
const partTypes = [
  "FlinkMaintenanceRun",
  "Occurrence",
  "OverlappingWindows",
  "SourceCapabilities",
  "SourceHealth",
];

/**
 * Returns a key that is unique across all types, as Relay expects. Ids of sources and users are unique only within their type.
 */
export function dataId(object: { readonly id?: unknown }, typeName: string): string | null {
  // An occurrence of the calendar is a part of its answer, although it has an id: its end and certainty can change.
  if (typeName === "MaintenanceOccurrence") return null;
  if (partTypes.includes(typeName)) return `${typeName}:${JSON.stringify(object)}`;
  const { id } = object;
  if (typeof id !== "string") return null;
  return windowTypes.includes(typeName) ? id : `${typeName}:${id}`;
}

export interface RelayOptions {
  readonly url: string;
  readonly fetch?: typeof fetch;
  readonly getDataID?: typeof dataId;
  readonly streams?: Streams;
}

export function createRelayEnvironment({
  url,
  fetch = fetchInTime,
  getDataID = dataId,
  streams = createStreams({ url }),
}: RelayOptions): Environment {
  const send: Send = async ({ id }, variables) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "apollographql-client-name": "clients-example",
        "apollographql-client-version": "1.0.0",
      },
      // Relay's compiler moved the texts to the manifest and left only the ids.
      body: JSON.stringify({ documentId: id, variables }),
    });
    const answer = await response.json();
    // Relay would store null for a field that failed, as if there were nothing.
    if (answer.errors) throw new Error(answer.errors[0].message);
    return answer;
  };
  const subscribe: Subscribe = ({ id }, variables) =>
    Observable.create((sink) => streams.subscribe({ documentId: id ?? undefined, variables }, sink));
  const answers = createAnswers(send, subscribe, () => forgetAnswers(environment));
  const environment: Environment = new Environment({
    network: Network.create(answers.fetchFunction, answers.subscribeFunction),
    store: new Store(new RecordSource()),
    getDataID: (object: object, typeName: string) => getDataID(object, typeName) ?? answers.idOf(object),
  });
  return environment;
}

/** Moves a window, with an optimistic update that Relay reverts if the change fails. */
export function moveFlinkWindow(
  environment: Environment,
  { id = "", revision }: WindowData,
  startTime: string,
): Promise<MoveMutation["response"]["updateFlinkMaintenanceWindow"]> {
  return new Promise((resolve, reject) => {
    commitMutation<MoveMutation>(environment, {
      mutation: moveMutation,
      variables: { input: { id, startTime, ifRevision: revision } },
      optimisticUpdater(store) {
        const { endTime } = flinkTimesFrom(startTime);
        store.get(id)?.setValue(startTime, "startTime").setValue(endTime, "endTime");
      },
      onCompleted: ({ updateFlinkMaintenanceWindow }) => resolve(updateFlinkMaintenanceWindow),
      onError: reject,
    });
  });
}

export function deleteWindow(
  environment: Environment,
  id: string,
): Promise<DeleteMutation["response"]["deleteDatadogMaintenanceWindow"]> {
  return new Promise((resolve, reject) => {
    commitMutation<DeleteMutation>(environment, {
      mutation: deleteMutation,
      variables: { input: { id } },
      onCompleted: ({ deleteDatadogMaintenanceWindow }) => resolve(deleteDatadogMaintenanceWindow),
      onError: reject,
    });
  });
}

/** Returns the windows of a list. A deleted window leaves an edge without a node. */
export function windowsIn({ maintenanceWindows }: ListData): readonly WindowData[] {
  const keys = maintenanceWindows.edges.map(({ node }): WindowKey | null => node);
  return keys.flatMap((key) => (key === null ? [] : [readInlineData(windowFragment, key)]));
}

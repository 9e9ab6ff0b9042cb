import type { ApolloClient } from "@apollo/client";
import { ApolloLink } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import { Observable } from "rxjs";
import type {
  LiveMaintenanceNowSubscription,
  LiveMaintenanceNowSubscriptionVariables,
  WindowEventsSubscriptionVariables,
} from "../generated/graphql.ts";
import {
  LiveMaintenanceNowDocument,
  MaintenanceNowDocument,
  WindowEventsDocument,
} from "../generated/graphql.ts";
import { forgetAnswers } from "./apollo-answers.ts";
import type { LiveVerdictOptions } from "./live.ts";
import { followLiveVerdict } from "./live.ts";
import type { Streams } from "./streams.ts";

type Verdict = LiveMaintenanceNowSubscription["maintenanceNow"];

/** Sends a subscription as a stream, which never ends. */
export function streamLink(streams: Pick<Streams, "subscribe">): ApolloLink {
  return new ApolloLink((operation) => {
    const { operationName, query, variables, extensions } = operation;
    const { includeQuery = true } = operation.getContext().http ?? {};
    const text = includeQuery ? print(query) : undefined;
    const request = { operationName, query: text, variables, extensions };
    return new Observable((sink) => streams.subscribe(request, sink));
  });
}

/** Keeps all mounted queries right until aborted. An event updates its window at once; then the lists are refetched. */
export function followWindows(
  client: ApolloClient,
  variables: WindowEventsSubscriptionVariables,
  signal: AbortSignal,
): void {
  const events = client.subscribe({ query: WindowEventsDocument, variables });
  let refetch: ReturnType<typeof setTimeout> | undefined;
  const subscription = events.subscribe(() => {
    // Later, so that mounted queries show the window of the event first. Events that arrive together cause one refetch.
    clearTimeout(refetch);
    refetch = setTimeout(() => forgetAnswers(client));
  });
  signal.addEventListener("abort", () => {
    clearTimeout(refetch);
    subscription.unsubscribe();
  });
}

/** Shows each new verdict for these arguments. Shows null while no verdict is known. */
export function showVerdict(
  client: ApolloClient,
  variables: LiveMaintenanceNowSubscriptionVariables,
  options: LiveVerdictOptions<Verdict>,
): void {
  followLiveVerdict<Verdict>({
    ...options,
    subscribe(next) {
      const verdicts = client.subscribe({ query: LiveMaintenanceNowDocument, variables });
      const subscription = verdicts.subscribe(({ data }) => data && next(data.maintenanceNow));
      return () => subscription.unsubscribe();
    },
    async ask() {
      const query = MaintenanceNowDocument;
      const { data } = await client.query({ query, variables, fetchPolicy: "network-only" });
      return data?.maintenanceNow;
    },
  });
}

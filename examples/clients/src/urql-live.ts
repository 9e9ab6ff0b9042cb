import type { Client, Exchange } from "@urql/core";
import { subscriptionExchange } from "@urql/core";
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
import type { LiveVerdictOptions } from "./live.ts";
import { followLiveVerdict } from "./live.ts";
import type { Streams } from "./streams.ts";

type Verdict = LiveMaintenanceNowSubscription["maintenanceNow"];

/** Sends a subscription as a stream, which never ends. */
export const streamExchange = (streams: Pick<Streams, "subscribe">): Exchange =>
  subscriptionExchange({
    forwardSubscription: (request) => ({
      subscribe: (sink) => ({ unsubscribe: streams.subscribe(request, sink) }),
    }),
  });

/** Keeps all mounted queries right until aborted. An event updates its window at once; then the cache refetches the lists. */
export function followWindows(
  client: Client,
  variables: WindowEventsSubscriptionVariables,
  signal: AbortSignal,
): void {
  const { unsubscribe } = client.subscription(WindowEventsDocument, variables).subscribe(() => {});
  signal.addEventListener("abort", unsubscribe);
}

/** Shows each new verdict for these arguments. Shows null while no verdict is known. */
export function showVerdict(
  client: Client,
  variables: LiveMaintenanceNowSubscriptionVariables,
  options: LiveVerdictOptions<Verdict>,
): void {
  followLiveVerdict<Verdict>({
    ...options,
    subscribe: (next) =>
      client
        .subscription(LiveMaintenanceNowDocument, variables)
        .subscribe(({ data }) => data && next(data.maintenanceNow)).unsubscribe,
    async ask() {
      const { data } = await client
        .query(MaintenanceNowDocument, variables, { requestPolicy: "network-only" })
        .toPromise();
      return data?.maintenanceNow;
    },
  });
}

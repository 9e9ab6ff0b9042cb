import type { ApolloClient, TypedDocumentNode } from "@apollo/client";
import type {
  EventStreamSubscription,
  EventStreamSubscriptionVariables,
  VerdictFragment,
  VerdictStreamSubscriptionVariables,
} from "../graphql/graphql";
import type { StreamContext } from "./stream-link";
import { eventStream, verdictStream } from "./subscriptions";

export type StreamedEvent = EventStreamSubscription["maintenanceWindowChanged"];

/** Variables of the two streams. */
export interface StreamVariables {
  readonly verdict: VerdictStreamSubscriptionVariables;
  readonly events: EventStreamSubscriptionVariables;
}

export interface StreamListener {
  readonly onVerdict: (verdict: VerdictFragment) => void;
  readonly onEvent: (event: StreamedEvent) => void;
  /** Called when a byte arrives, with the last time until which both streams have been heard. */
  readonly onHeard: (atMs: number) => void;
  /** Called once, when no later event can be missed. */
  readonly onOpen: () => void;
  /** Called once, when one of the streams has ended. The page then closes the other. `failure` is undefined if the stream just ended. */
  readonly onEnd: (failure: unknown) => void;
}

/** Opens the streams of the verdict and of the events, which live and end together. Returns how to close them. */
export function openStreams(
  client: ApolloClient,
  variables: StreamVariables,
  { onVerdict, onEvent, onHeard, onOpen, onEnd }: StreamListener,
): () => void {
  const closing = new AbortController();
  let isConnected = false;
  let hasVerdict = false;
  let isOpen = false;
  const openedMs = Date.now();
  const heardMs = { verdict: openedMs, events: openedMs };

  function hear(stream: keyof StreamVariables): void {
    if (closing.signal.aborted) return;
    heardMs[stream] = Date.now();
    onHeard(Math.min(heardMs.verdict, heardMs.events));
  }

  function openIfReady(): void {
    if (isOpen || !isConnected || !hasVerdict) return;
    isOpen = true;
    onOpen();
  }

  function end(failure?: unknown): void {
    if (closing.signal.aborted) return;
    closing.abort();
    onEnd(failure);
  }

  function open<Data, Variables extends Record<string, unknown>>(
    query: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    context: StreamContext,
    onData: (data: Data) => void,
  ): void {
    const stream = client
      // The listener writes to the cache, if the result is newer than what is there.
      .subscribe<Data, Record<string, unknown>>({ query, variables, context, fetchPolicy: "no-cache" })
      .subscribe({
        next({ data, error }) {
          if (closing.signal.aborted) return;
          if (error !== undefined) end(error);
          else if (data) onData(data as Data);
        },
        error: end,
        complete: () => end(),
      });
    closing.signal.addEventListener("abort", () => stream.unsubscribe());
  }

  // The gateway begins the verdict when it has read all sources, and then it also notices their events.
  const onConnected = () => {
    isConnected = true;
    openIfReady();
  };
  open(
    eventStream,
    variables.events,
    { onConnected, onBytes: () => hear("events") },
    ({ maintenanceWindowChanged }) => onEvent(maintenanceWindowChanged),
  );
  open(verdictStream, variables.verdict, { onBytes: () => hear("verdict") }, ({ maintenanceNow }) => {
    onVerdict(maintenanceNow);
    hasVerdict = true;
    openIfReady();
  });
  return () => closing.abort();
}

import { createOperationDescriptor, fetchQuery, getFragment, getRequest, getSelector } from "relay-runtime";
import { WindowsDocument } from "../generated/graphql.ts";
import type { relayList$data as RelayList } from "../generated/relay/relayList.graphql.ts";
import type { relayListQuery as ListQuery } from "../generated/relay/relayListQuery.graphql.ts";
import * as apollo from "../src/apollo.ts";
import * as apolloLive from "../src/apollo-live.ts";
import type { LiveVerdictOptions } from "../src/live.ts";
import { afterMutations } from "../src/relay-answers.ts";
import type { Streams } from "../src/streams.ts";
import * as urql from "../src/urql.ts";
import * as urqlLive from "../src/urql-live.ts";
import type { Timed } from "../src/verdict.ts";
import "./relay-tags.ts";

const relay = await import("../src/relay.ts");
const relayLive = await import("../src/relay-live.ts");

/** The fields of a window that the tests look at. */
export interface ShownWindow {
  readonly id?: string;
  readonly title?: string;
  readonly startTime?: string | undefined;
}

/** A verdict of any client. */
export type ShownVerdict = Timed & { readonly verdict: string };

/** A client with a mounted list, which follows what happens to windows. */
export interface LiveSubject {
  readonly mount: (show: (windows: readonly ShownWindow[]) => void) => () => void;
  readonly followWindows: (signal: AbortSignal) => void;
  readonly showVerdict: (search: string, options: LiveVerdictOptions<ShownVerdict>) => void;
}

interface Connection {
  readonly url: string;
  /** Sends queries. */
  readonly fetch: typeof globalThis.fetch;
  readonly streams: Streams;
  readonly byId: boolean;
}

function createApolloSubject({ url, ...options }: Connection): LiveSubject {
  const client = apollo.createApolloClient({ uri: url, ...options });
  return {
    mount(show) {
      const list = client.watchQuery({ query: WindowsDocument });
      const subscription = list.subscribe(({ data, dataState }) => {
        if (dataState === "complete") show(apollo.windowsIn(data));
      });
      return () => subscription.unsubscribe();
    },
    followWindows: (signal) => apolloLive.followWindows(client, {}, signal),
    showVerdict: (search, options) => apolloLive.showVerdict(client, { filter: { search } }, options),
  };
}

function createUrqlSubject(options: Connection): LiveSubject {
  const client = urql.createUrqlClient(options);
  return {
    mount: (show) =>
      client.query(WindowsDocument, {}).subscribe(({ data }) => data && show(urql.windowsIn(data)))
        .unsubscribe,
    followWindows: (signal) => urqlLive.followWindows(client, {}, signal),
    showVerdict: (search, options) => urqlLive.showVerdict(client, { filter: { search } }, options),
  };
}

function createRelaySubject(options: Connection): LiveSubject {
  const environment = relay.createRelayEnvironment(options);
  return {
    mount(show) {
      const descriptor = createOperationDescriptor(getRequest(relay.listQuery), {});
      const retained = environment.retain(descriptor);
      let shown = { dispose: () => {} };
      const fetchList = async () => {
        const answer = await fetchQuery<ListQuery>(environment, relay.listQuery, {}).toPromise();
        const selector = getSelector(getFragment(relay.listFragment), answer);
        if (selector?.kind !== "SingularReaderSelector") throw new Error("The answer has no list.");
        const showList = (data: unknown) => show(relay.windowsIn(data as RelayList));
        const snapshot = environment.lookup(selector);
        shown.dispose();
        shown = environment.subscribe(snapshot, ({ data }) => showList(data));
        showList(snapshot.data);
      };
      void fetchList();
      const forgetting = afterMutations(environment, () => void fetchList());
      return () => {
        for (const disposable of [shown, forgetting, retained]) disposable.dispose();
      };
    },
    followWindows: (signal) => relayLive.followWindows(environment, {}, signal),
    showVerdict: (search, given) => relayLive.showVerdict(environment, { filter: { search } }, given),
  };
}

export const liveSubjects = {
  "Apollo Client": createApolloSubject,
  urql: createUrqlSubject,
  Relay: createRelaySubject,
} satisfies Readonly<Record<string, (connection: Connection) => LiveSubject>>;

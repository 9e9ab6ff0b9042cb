import type { Environment, RecordSourceSelectorProxy } from "relay-runtime";
import { fetchQuery, graphql, readInlineData, requestSubscription } from "relay-runtime";
import type { relayLiveEventsSubscription as EventsSubscription } from "../generated/relay/relayLiveEventsSubscription.graphql.ts";
import type {
  relayLiveVerdict$data as Verdict,
  relayLiveVerdict$key as VerdictKey,
} from "../generated/relay/relayLiveVerdict.graphql.ts";
import type { relayLiveVerdictQuery as VerdictQuery } from "../generated/relay/relayLiveVerdictQuery.graphql.ts";
import type { relayLiveVerdictSubscription as VerdictSubscription } from "../generated/relay/relayLiveVerdictSubscription.graphql.ts";
import type { LiveVerdictOptions } from "./live.ts";
import { followLiveVerdict } from "./live.ts";

const verdictFragment = graphql`
  fragment relayLiveVerdict on MaintenanceNow @inline {
    at
    verdict
    clearAt
    nextChangeAt
    reasons { startsAt endsAt window { ... on ScheduledWindow { id title } } }
    missing { kind message }
  }
`;

const verdictQuery = graphql`
  query relayLiveVerdictQuery($filter: MaintenanceWindowSelection, $lasting: Duration) {
    maintenanceNow(filter: $filter, lasting: $lasting) { ...relayLiveVerdict }
  }
`;

const verdictSubscription = graphql`
  subscription relayLiveVerdictSubscription($filter: MaintenanceWindowSelection, $lasting: Duration) {
    maintenanceNow(filter: $filter, lasting: $lasting) { ...relayLiveVerdict }
  }
`;

/** See WindowEvents in windows.graphql. Leaves out `previous`: Relay would add its id, which is the window's own. */
const eventsSubscription = graphql`
  subscription relayLiveEventsSubscription($filter: MaintenanceEventFilter, $after: ID = "start") {
    maintenanceWindowChanged(filter: $filter, after: $after) {
      __typename
      type
      position
      ... on MaintenanceWindowEvent { window { ...relayWindow @alias } }
    }
  }
`;

/** Deletes the record of a deleted window, so that it disappears from the lists at once. */
function deleteIfDeleted(store: RecordSourceSelectorProxy): void {
  const event = store.getRootField("maintenanceWindowChanged");
  const window = event?.getValue("type") === "DELETED" ? event.getLinkedRecord("window") : null;
  if (window) store.delete(window.getDataID());
}

/** Follows what happens to windows until aborted. Refetch what is mounted with `afterMutations`. */
export function followWindows(
  environment: Environment,
  variables: EventsSubscription["variables"],
  signal: AbortSignal,
): void {
  const subscription = eventsSubscription;
  const updater = deleteIfDeleted;
  const { dispose } = requestSubscription<EventsSubscription>(environment, {
    subscription,
    variables,
    updater,
  });
  signal.addEventListener("abort", dispose);
}

const verdictIn = (key: VerdictKey): Verdict => readInlineData(verdictFragment, key);

/** Shows each new verdict for these arguments. Shows null while no verdict is known. */
export function showVerdict(
  environment: Environment,
  variables: VerdictSubscription["variables"],
  options: LiveVerdictOptions<Verdict>,
): void {
  followLiveVerdict<Verdict>({
    ...options,
    subscribe: (next) =>
      requestSubscription<VerdictSubscription>(environment, {
        subscription: verdictSubscription,
        variables,
        onNext: (result) => result && next(verdictIn(result.maintenanceNow)),
      }).dispose,
    async ask() {
      const answer = await fetchQuery<VerdictQuery>(environment, verdictQuery, variables).toPromise();
      return answer && verdictIn(answer.maintenanceNow);
    },
  });
}

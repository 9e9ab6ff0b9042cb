import type { ApolloCache } from "@apollo/client";
import { windowFragment } from "../fragments";
import type { StreamedEvent } from "./open-streams";
import { shownRevision } from "./subscriptions";

/**
 * Shows the window of an event if the page shows its previous revision. Otherwise the page is not at this event, for example because
 * the user made this change or a later one, and an older state would flicker.
 */
export function showEvent(cache: ApolloCache, event: StreamedEvent): void {
  if (event.__typename !== "MaintenanceWindowEvent") return;
  const { window, previous } = event;
  const shown = cache.readFragment({ from: window, fragment: shownRevision });
  if (previous === null || shown?.revision !== previous.revision) return;
  const fragment = { fragment: windowFragment, fragmentName: "Window" };
  cache.writeFragment({ ...fragment, from: window, data: window });
}

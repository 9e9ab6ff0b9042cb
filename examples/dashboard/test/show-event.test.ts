import { expect, test } from "vitest";
import { createSession } from "../src/access/session";
import { createClient } from "../src/client";
import { windowFragment } from "../src/fragments";
import type { StreamedEvent } from "../src/live/open-streams";
import { showEvent } from "../src/live/show-event";
import type { DatadogWindow } from "../src/names";
import { verdictQuery } from "../src/overview/queries";

const windowOf = (revision: string): DatadogWindow => ({
  __typename: "DatadogMaintenanceWindow",
  id: "datadog:datadog:1",
  title: `Release ${revision}`,
  provider: "DATADOG",
  revision,
  status: "SCHEDULED",
  certainty: "DECLARED",
  consoleUrl: null,
  source: { __typename: "MaintenanceSource", id: "datadog" },
  nextOccurrence: null,
  name: `Release ${revision}`,
  query: "service:release",
  startsAt: "2026-11-23T10:00:00.000Z",
  endsAt: "2026-11-23T12:00:00.000Z",
});

const event = (previous: string | null, revision: string): StreamedEvent => ({
  __typename: "MaintenanceWindowEvent",
  position: "1",
  window: windowOf(revision),
  previous: previous === null ? null : { __typename: "DatadogMaintenanceWindow", revision: previous },
});

/** An empty cache of the page, for users without a token. */
function createCache() {
  const store = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
  return createClient("/graphql", createSession(store, null)).cache;
}

/** Returns the title that is shown after an event, if the page showed this revision; null if it shows no window. */
function shownAfter(shown: string | null, streamed: StreamedEvent): string | null {
  const cache = createCache();
  const fragment = { fragment: windowFragment, fragmentName: "Window" };
  const from = windowOf("");
  if (shown !== null) cache.writeFragment({ ...fragment, from, data: windowOf(shown) });
  showEvent(cache, streamed);
  return cache.readFragment({ ...fragment, from })?.title ?? null;
}

test.each([
  ["the next revision", "1", event("1", "2"), "Release 2"],
  ["time that has passed", "1", event("1", "1"), "Release 1"],
  ["a change that the page already shows", "2", event("1", "2"), "Release 2"],
  ["a change before the one that the page shows", "3", event("1", "2"), "Release 3"],
  ["a window that the page does not show", null, event("1", "2"), null],
  ["a new window, whose place only the gateway knows", null, event(null, "1"), null],
  [
    "a new start of the stream",
    "1",
    { __typename: "MaintenanceStreamRestarted", position: "1" },
    "Release 1",
  ],
] as const)("the page shows the event if it shows what was before: %s", (_name, shown, streamed, title) => {
  expect(shownAfter(shown, streamed)).toBe(title);
});

const verdictAt = (at: string, verdict: "CLEAR" | "IN_MAINTENANCE") => ({
  query: verdictQuery,
  data: {
    maintenanceNow: {
      __typename: "MaintenanceNow" as const,
      ...{
        at,
        verdict,
        clearAt: null,
        opensAt: null,
        nextChangeAt: null,
        totalCount: 0,
        missing: [],
        reasons: [],
        sources: [],
      },
    },
  },
});

test.each([
  ["an older verdict that arrives later is dropped", "12:00:00.000Z", "12:00:29.999Z", "IN_MAINTENANCE"],
  ["a newer verdict replaces an older one", "12:00:00.001Z", "12:00:00.000Z", "CLEAR"],
  [
    "a verdict is not dropped because the gateway's clock was set back",
    "12:00:00.000Z",
    "12:00:30.000Z",
    "CLEAR",
  ],
] as const)("%s", (_name, arrivedAt, shownAt, expected) => {
  const cache = createCache();
  cache.writeQuery(verdictAt(`2026-11-22T${shownAt}`, "IN_MAINTENANCE"));
  cache.writeQuery(verdictAt(`2026-11-22T${arrivedAt}`, "CLEAR"));
  expect(cache.readQuery({ query: verdictQuery })?.maintenanceNow.verdict).toBe(expected);
});

import type { ApolloCache } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import { actionsFor } from "./changes/actions";
import { windowFragment } from "./fragments";
import generated from "./graphql/possible-types";
import { selectedQuery } from "./list/queries";
import type { Window } from "./names";
import { usePage } from "./page-context";

/** What can be done with the selected windows. Stays at the bottom of the screen while some are selected. */
export function SelectionBar() {
  const { now, selection, capabilitiesOf, onChange } = usePage();
  const ids = [...selection.ids].slice(0, longestSelection);
  const { client, data, loading, error } = useQuery(selectedQuery, {
    variables: { ids },
    skip: ids.length === 0,
  });
  if (ids.length === 0) return null;
  // Until the answer, those of the rows: a change must not leave out the window that was selected last.
  const windows = data?.maintenanceWindows.nodes ?? ids.flatMap((id) => cachedWindow(client.cache, id) ?? []);
  const missing = ids.length - windows.length;
  // Until all are known, a change would leave some of them out.
  const isIncomplete = loading && missing > 0;
  return (
    <section className="selection-bar" aria-label="Selected windows">
      <p role="status">
        <b>{selection.ids.size} selected</b>
        {selection.ids.size > longestSelection && ` The first ${longestSelection} can be changed at once.`}
        {error !== undefined && ` ${error.message}`}
        {!loading &&
          error === undefined &&
          missing > 0 &&
          ` ${missing} of them no longer exist or could not be read.`}
      </p>
      {actionsFor(windows, capabilitiesOf, now).map(({ kind, label, change, isDestructive }) => (
        <button
          key={kind}
          type="button"
          className={isDestructive ? "destructive" : undefined}
          aria-disabled={isIncomplete}
          onClick={() => isIncomplete || onChange(change)}
        >
          {label}
        </button>
      ))}
      <button type="button" className="plain" onClick={selection.clear}>
        Clear selection
      </button>
    </section>
  );
}

function cachedWindow(cache: ApolloCache, id: string): Window | undefined {
  const windows = generated.possibleTypes.MaintenanceWindow.map((__typename) =>
    cache.readFragment({ from: { __typename, id }, fragment: windowFragment, fragmentName: "Window" }),
  );
  return windows.find((window) => window !== null);
}

/** The gateway's maximum for a filter's `ids` and for one page. */
const longestSelection = 200;

import { useApolloClient } from "@apollo/client/react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { overviewQuery } from "../operations";
import type { Range } from "../time";
import { coalesced } from "./coalesced";
import { openStreams } from "./open-streams";
import { showEvent } from "./show-event";
import type { Connection } from "./stay-connected";
import { stayConnected } from "./stay-connected";

export interface Refreshes {
  /** Whether the last refresh worked. */
  readonly isWell: boolean;
  readonly refreshAll: () => Promise<unknown>;
  readonly refreshList: () => Promise<unknown>;
}

/**
 * Keeps the page up to date by streams while it is visible. Returns whether the page has everything that happened, and the streams are
 * open; null before the first attempt. A page that is hidden closes its streams. Shown again, it continues where it was.
 */
export function useLive({ from, to }: Range, { isWell, refreshAll, refreshList }: Refreshes): boolean | null {
  const client = useApolloClient();
  const isVisible = useSyncExternalStore(onVisibilityChange, () => document.visibilityState === "visible");
  const [isLive, setIsLive] = useState<boolean | null>(null);
  const connection = useRef<Connection>(null);
  /** Position of the last event, from which the next stream continues. */
  const position = useRef<string>(undefined);
  const wasWell = useRef(isWell);

  useEffect(() => {
    wasWell.current = isWell;
    // The gateway can be reached again.
    if (isWell) connection.current?.retryNow();
  }, [isWell]);

  useEffect(() => {
    if (!isVisible) return;
    const refreshSoon = coalesced(refreshList);
    /** Counts the changes of the connection, so that the end of an older refresh is ignored. */
    let change = 0;

    async function catchUp(): Promise<void> {
      change += 1;
      const own = change;
      if (!wasWell.current) await refreshAll();
      // Without a position, the stream began after the page had read the list.
      else if (position.current === undefined) await refreshList();
      if (change === own) setIsLive(true);
    }

    const current = stayConnected(
      (listener) =>
        openStreams(
          client,
          { from, to, after: position.current },
          {
            ...listener,
            onVerdict: (maintenanceNow) =>
              client.cache.writeQuery({ query: overviewQuery, data: { maintenanceNow } }),
            onEvent(event) {
              position.current = event.position;
              showEvent(client.cache, event, { from, to });
              refreshSoon();
            },
          },
        ),
      {
        onOpen: () => void catchUp(),
        onDown() {
          change += 1;
          setIsLive(false);
        },
        onLost: () => void refreshAll(),
      },
    );
    connection.current = current;
    addEventListener("online", current.retryNow);
    return () => {
      change += 1;
      removeEventListener("online", current.retryNow);
      current.close();
      connection.current = null;
    };
  }, [client, isVisible, from, to, refreshAll, refreshList]);

  return isLive;
}

function onVisibilityChange(notify: () => void): () => void {
  document.addEventListener("visibilitychange", notify);
  return () => document.removeEventListener("visibilitychange", notify);
}

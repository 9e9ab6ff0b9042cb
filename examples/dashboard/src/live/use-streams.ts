import { useApolloClient } from "@apollo/client/react";
import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import { useAccess } from "../access/use-access";
import type { MaintenanceWindowSelection } from "../graphql/graphql";
import { verdictQuery } from "../overview/queries";
import { coalesced } from "./coalesced";
import type { ConnectionFacts, Streams } from "./connection-state";
import { longestFirstQuietMs, longestQuietMs } from "./connection-state";
import type { StreamListener } from "./open-streams";
import { openStreams } from "./open-streams";
import type { QuietWatch } from "./quiet-watch";
import { watchQuiet } from "./quiet-watch";
import { showEvent } from "./show-event";
import type { Connection } from "./stay-connected";
import { stayConnected } from "./stay-connected";

/** What the verdict is about. */
export interface VerdictVariables {
  readonly filter?: MaintenanceWindowSelection | null;
  readonly lasting?: string | null;
}

export interface StreamNeeds {
  readonly verdict: VerdictVariables;
  readonly isVisible: boolean;
  /** Whether the last queries worked. */
  readonly isWell: boolean;
  /** When the page was last known to be right. */
  readonly rightAt: RefObject<Date | null>;
  /** Never reject. */
  readonly refresh: () => Promise<unknown>;
  readonly refreshLists: () => Promise<unknown>;
}

export interface StreamFacts extends Omit<ConnectionFacts, "error"> {
  /** Opens the streams now, instead of after a delay. */
  readonly retryNow: () => void;
  /** Reports that a refresh has reached the gateway. */
  readonly onRefreshed: () => void;
}

/**
 * Keeps the page up to date by streams while it is visible. A page that is hidden closes its streams. Shown again, or with another
 * filter or token, it continues after the last event.
 */
export function useStreams(needs: StreamNeeds): StreamFacts {
  const { verdict, isVisible, isWell } = needs;
  const client = useApolloClient();
  const { token } = useAccess();
  const [streams, setStreams] = useState<Streams>("opening");
  const [isQuiet, setQuiet] = useState(false);
  const latest = useRef({ ...needs, streams, isQuiet });
  const watch = useRef<QuietWatch>(null);
  const connection = useRef<Connection>(null);
  /** Position of the last event, from which the next stream continues. */
  const position = useRef<string>(undefined);
  /** What the streams depend on. The token is not read from here: each stream sends the current one. */
  const key = JSON.stringify({ verdict, token });

  useEffect(() => {
    latest.current = { ...needs, streams, isQuiet };
  });

  useEffect(() => {
    watch.current?.setLimit(longestQuietMs[streams]);
  }, [streams]);

  useEffect(() => {
    // The gateway can be reached again.
    if (isWell) connection.current?.retryNow();
  }, [isWell]);

  useEffect(() => {
    if (!isVisible) {
      setStreams("opening");
      setQuiet(false);
      return;
    }
    const { verdict } = JSON.parse(key) as Pick<StreamNeeds, "verdict">;
    const refreshSoon = coalesced(() => latest.current.refreshLists());
    const { rightAt, streams, isQuiet } = latest.current;
    const limitMs = rightAt.current === null ? longestFirstQuietMs : longestQuietMs[streams];
    const quiet = watchQuiet(limitMs, (isNowQuiet) => {
      setQuiet(isNowQuiet);
      if (!isNowQuiet && !latest.current.isWell) void latest.current.refresh();
    });
    // Other variables are no sign of the gateway.
    if (isQuiet) quiet.deaf();
    /** Counts the changes of the connection, so that the end of an older refresh is ignored. */
    let change = 0;
    let isUpToDate = false;

    function become(next: Streams): void {
      change += 1;
      isUpToDate = next === "open";
      setStreams(next);
    }

    async function catchUp(): Promise<void> {
      change += 1;
      const own = change;
      if (!latest.current.isWell) await latest.current.refresh();
      // Without a position, the stream began after the page had read the list.
      else if (position.current === undefined) await latest.current.refreshLists();
      if (change !== own) return;
      rightAt.current = new Date();
      become("open");
    }

    const listener: Pick<StreamListener, "onVerdict" | "onEvent" | "onHeard"> = {
      onHeard(atMs) {
        quiet.heard(atMs);
        if (isUpToDate) rightAt.current = new Date(atMs);
      },
      onVerdict: (maintenanceNow) =>
        client.cache.writeQuery({ query: verdictQuery, variables: verdict, data: { maintenanceNow } }),
      onEvent(event) {
        position.current = event.position;
        showEvent(client.cache, event);
        refreshSoon();
      },
    };
    const current = stayConnected(
      (ends) =>
        openStreams(client, { verdict, events: { after: position.current } }, { ...listener, ...ends }),
      {
        onOpen: () => void catchUp(),
        onEnded: () => become("opening"),
        onFailed() {
          if (latest.current.streams !== "down") void latest.current.refresh();
          become("down");
        },
      },
    );
    const onOffline = () => {
      quiet.deaf();
      void latest.current.refresh();
    };
    connection.current = current;
    watch.current = quiet;
    addEventListener("online", current.retryNow);
    addEventListener("offline", onOffline);
    return () => {
      change += 1;
      removeEventListener("online", current.retryNow);
      removeEventListener("offline", onOffline);
      current.close();
      quiet.stop();
      connection.current = null;
      watch.current = null;
    };
  }, [client, isVisible, key]);

  return {
    streams,
    isQuiet,
    retryNow: () => connection.current?.retryNow(),
    onRefreshed() {
      // An open stream that is silent stays silent.
      if (latest.current.streams !== "open") watch.current?.heard();
    },
  };
}

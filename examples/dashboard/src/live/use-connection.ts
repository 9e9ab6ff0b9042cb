import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { ConnectionState } from "./connection-state";
import { connectionState } from "./connection-state";
import { useRefresh } from "./use-refresh";
import type { VerdictVariables } from "./use-streams";
import { useStreams } from "./use-streams";

export interface PageData {
  /** Variables of the verdict on the page. The streams follow when they change. */
  readonly verdict: VerdictVariables;
  /** Error of the page's last queries; undefined if they worked. Keep it while a retry runs. */
  readonly error: Error | undefined;
  /** When windows on the page open or close. Without streams, the page is refreshed then. */
  readonly instants: readonly string[];
  /** Queries everything on the page again. Rejects if that fails; the page then has the error. */
  readonly refresh: () => Promise<unknown>;
  /** Queries the lists again, of which an event does not say what changes. */
  readonly refreshLists: () => Promise<unknown>;
}

export interface PageConnection {
  readonly state: ConnectionState;
  /** Returns when the page was last known to be right; null if never. It changes with each sign of the gateway. */
  readonly updatedAt: () => Date | null;
  /** Refreshes the page, and opens the streams without delay. Never rejects. */
  readonly retry: () => Promise<void>;
}

/** Keeps the page up to date by streams, or else by queries every 15 seconds, and says how. Pass stable functions. */
export function useConnection({ verdict, error, instants, refresh, refreshLists }: PageData): PageConnection {
  const isVisible = useSyncExternalStore(onVisibilityChange, () => document.visibilityState === "visible");
  const rightAt = useRef<Date>(null);
  const onRefreshed = useRef(() => {});

  const refreshAll = useCallback(async () => {
    const startedAt = new Date();
    try {
      await refresh();
    } catch {
      return;
    }
    if (rightAt.current === null || rightAt.current < startedAt) rightAt.current = startedAt;
    onRefreshed.current();
  }, [refresh]);

  const streams = useStreams({
    verdict,
    isVisible,
    isWell: error === undefined,
    rightAt,
    refresh: refreshAll,
    refreshLists: useCallback(() => refreshLists().catch(() => {}), [refreshLists]),
  });
  const state = connectionState({ ...streams, error });
  useEffect(() => {
    onRefreshed.current = streams.onRefreshed;
  });
  useRefresh(instants, state, isVisible, refreshAll);

  const wasVisible = useRef(isVisible);
  useEffect(() => {
    if (isVisible && !wasVisible.current) void refreshAll();
    wasVisible.current = isVisible;
  }, [isVisible, refreshAll]);

  return {
    state,
    updatedAt: useCallback(() => rightAt.current, []),
    async retry() {
      streams.retryNow();
      await refreshAll();
    },
  };
}

function onVisibilityChange(notify: () => void): () => void {
  document.addEventListener("visibilitychange", notify);
  return () => document.removeEventListener("visibilitychange", notify);
}

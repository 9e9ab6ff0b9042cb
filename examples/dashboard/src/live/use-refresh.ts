import { useEffect } from "react";
import type { ConnectionState } from "./connection-state";
import { refreshDelayMs } from "./refresh-schedule";

/** Refreshes at the next of these instants, and regularly, while the page is visible; also after failures and unchanged data. */
export function useRefresh(
  instants: readonly string[],
  state: ConnectionState,
  isVisible: boolean,
  refresh: () => Promise<unknown>,
): void {
  const key = instants.join();
  useEffect(() => {
    if (!isVisible) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      if (isOver) return;
      timer = setTimeout(run, refreshDelayMs(key === "" ? [] : key.split(","), state, new Date()));
    };
    const run = () => void refresh().finally(wait);
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, state, isVisible, refresh]);
}

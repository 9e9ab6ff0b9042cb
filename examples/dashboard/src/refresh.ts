import { useEffect, useRef, useState } from "react";

/** What the refreshes are for: `live` in addition to streams, `polling` instead of them, `failing` to find out when they work. */
export type Need = "live" | "polling" | "failing";

/** Without streams, the page shows a status change within seconds, and changes made elsewhere within a minute. */
const shortestWaitMs = 2_000;
const longestWaitMs: Readonly<Record<Need, number>> = { live: 600_000, polling: 60_000, failing: 10_000 };

/**
 * Time until the next refresh, in milliseconds: until the next of these instants, within fixed bounds. Streams report these instants
 * themselves.
 */
export function waitFor(instants: readonly string[], need: Need, now: Date): number {
  const foreseen = need === "live" ? [] : instants;
  const waits = foreseen.map((instant) => Date.parse(instant) - now.getTime()).filter((wait) => wait > 0);
  return Math.max(shortestWaitMs, Math.min(longestWaitMs[need], ...waits));
}

/**
 * Refreshes at the next of these instants, and when the user returns to the page. It schedules the next refresh after
 * every result, including failures and unchanged data.
 */
export function useRefresh(instants: readonly string[], need: Need, refresh: () => Promise<unknown>): void {
  const lastAsked = useRef(0);
  const key = instants.join();
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      if (isOver) return;
      timer = setTimeout(ask, waitFor(key === "" ? [] : key.split(","), need, new Date()));
    };
    const ask = () => void refresh().finally(wait);
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, need, refresh]);

  useEffect(() => {
    const look = () => {
      // Limit refreshes while the user switches between many tabs.
      if (document.visibilityState !== "visible" || Date.now() - lastAsked.current < shortestWaitMs) return;
      lastAsked.current = Date.now();
      void refresh();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [refresh]);
}

/** The current time, updated twice a minute. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The value once it has stopped changing, so that typing sends one query instead of one per letter. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 200);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

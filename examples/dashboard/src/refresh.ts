import { useEffect, useRef, useState } from "react";

/** A state that changes is shown soon after; what changes elsewhere, within a minute. */
const shortestWaitMs = 2_000;
const longestWaitMs = { well: 60_000, failing: 10_000 };

/** How long to wait before asking again: until the next of these instants, but neither too short nor too long. */
export function waitFor(instants: readonly string[], isWell: boolean, now: Date): number {
  const waits = instants.map((instant) => Date.parse(instant) - now.getTime()).filter((wait) => wait > 0);
  return Math.max(shortestWaitMs, Math.min(isWell ? longestWaitMs.well : longestWaitMs.failing, ...waits));
}

/**
 * Asks again when the next of these instants is there, and when somebody comes back to the page. It waits anew after each
 * time, whatever came of it: an answer may be the same as the one before, and a failure is no reason to stop.
 */
export function useRefresh(
  instants: readonly string[],
  isWell: boolean,
  refresh: () => Promise<unknown>,
): void {
  const lastAsked = useRef(0);
  const key = instants.join();
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      if (isOver) return;
      timer = setTimeout(ask, waitFor(key === "" ? [] : key.split(","), isWell, new Date()));
    };
    const ask = () => void refresh().finally(wait);
    wait();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, isWell, refresh]);

  useEffect(() => {
    const look = () => {
      // Who goes through many tabs passes this one again and again.
      if (document.visibilityState !== "visible" || Date.now() - lastAsked.current < shortestWaitMs) return;
      lastAsked.current = Date.now();
      void refresh();
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [refresh]);
}

/** The time, twice a minute. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The value that nobody has changed for a moment: what is typed is asked for once, and not at each letter. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 200);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

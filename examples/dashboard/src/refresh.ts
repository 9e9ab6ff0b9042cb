import { useEffect, useState } from "react";

/** A state that changes is shown soon after; what changes elsewhere, within a minute. */
const shortestWaitMs = 2_000;
const longestWaitMs = 60_000;

/** How long to wait before asking again: until the next of these instants, but neither too short nor too long. */
export function waitFor(instants: readonly string[], now: Date): number {
  const waits = instants.map((instant) => Date.parse(instant) - now.getTime()).filter((wait) => wait > 0);
  return Math.max(shortestWaitMs, Math.min(longestWaitMs, ...waits));
}

/** Asks again when the next window opens or closes. `data` is what the instants are of: with each answer it starts anew. */
export function useRefresh(data: unknown, instants: readonly string[], refresh: () => void): void {
  const key = instants.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that is the same must start it anew, too.
  useEffect(() => {
    const timer = setTimeout(refresh, waitFor(key === "" ? [] : key.split(","), new Date()));
    return () => clearTimeout(timer);
  }, [data, key, refresh]);
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

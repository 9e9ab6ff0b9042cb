import { useEffect, useState } from "react";
import { ageInWords, longestLiveAgeMs } from "./age";
import type { ConnectionState } from "./connection-state";
import "./live.css";

const names: Readonly<Record<ConnectionState, string>> = {
  connecting: "Connecting",
  live: "Live",
  polling: "Polling",
  lost: "Connection lost",
  refused: "Rejected",
};

interface IndicatorProps {
  readonly state: ConnectionState;
  readonly updatedAt: () => Date | null;
}

/** Says how the page learns of changes, and how old it is. Screen readers announce the first, but not each second of the other. */
export function Indicator({ state, updatedAt }: IndicatorProps) {
  const ageMs = useAge(updatedAt);
  const isFresh = ageMs !== null && ageMs < longestLiveAgeMs;
  // A computer that wakes from sleep can be here before the timers that find a silent stream.
  const shown = state === "live" && !isFresh ? "connecting" : state;
  return (
    <div className="updates">
      <p role="status">
        <span className={`signal ${shown}`} aria-hidden="true" />
        <span className="hidden">Updates: </span>
        {names[shown]}
      </p>
      {shown !== "live" && ageMs !== null && <small>Updated {ageInWords(ageMs)} ago</small>}
    </div>
  );
}

/** The age of the page in milliseconds, each second; null if it has no data yet. */
function useAge(updatedAt: () => Date | null): number | null {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const at = updatedAt();
  return at === null ? null : Math.max(0, now - at.getTime());
}

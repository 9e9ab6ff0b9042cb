import type { ConnectionState } from "./connection-state";

/** How old the page may be while it is not known yet whether it is up to date, for example after the computer was asleep. */
const longestUncheckedMs = 30_000;

/** Why the page may be wrong by now; null if there is no reason to think so. */
export function doubtOf(state: ConnectionState, updatedAt: Date | null, now: Date): string | null {
  switch (state) {
    case "lost":
      return "The connection to the gateway is lost. What the page shows may be out of date.";
    case "refused":
      return "The gateway rejected the page’s queries. What the page shows may be out of date.";
    case "connecting":
      return updatedAt !== null && now.getTime() - updatedAt.getTime() > longestUncheckedMs
        ? "The page is checking what has changed."
        : null;
    default:
      return null;
  }
}

import type { SourceStateFragment } from "./graphql/graphql";
import { isRefusal } from "./refusals";
import { clockTime } from "./time";

interface FailedProps {
  readonly error: Error;
  /** Whether the page still shows earlier data. */
  readonly showsOld: boolean;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

/** Shown when the gateway sent no response, or none that the page can use. */
export function Failed({ error, showsOld, isTrying, onRetry }: FailedProps) {
  return (
    <div className="notice bad">
      <div role="alert">
        <strong>
          {isRefusal(error) ? "The gateway rejected the request." : "Could not load data from the gateway."}
        </strong>{" "}
        {showsOld && "The data below may be out of date. "}
        <small>{error.message}</small>
      </div>
      <button type="button" onClick={() => isTrying || onRetry()} aria-disabled={isTrying}>
        {isTrying ? "Retrying…" : "Try again"}
      </button>
    </div>
  );
}

interface SourceProblemsProps {
  readonly sources: readonly SourceStateFragment[];
  readonly timeZone: string;
  readonly now: Date;
}

/** Warns that the page is incomplete or out of date if a source, or some of its windows, could not be read. */
export function SourceProblems({ sources, timeZone, now }: SourceProblemsProps) {
  const troubled = sources.filter(({ state }) => state !== "OK" && state !== "UNKNOWN");
  return (
    <div role="status" aria-atomic="false">
      {troubled.map(({ source, state, fetchedAt, error, unreadableCount, unreadable }) => (
        <div key={source.id} className={`notice ${state === "FAILED" ? "bad" : "careful"}`}>
          <div>
            <strong>{source.id}</strong>
            {state === "FAILED" && " could not be read. Its windows are not shown."}
            {state === "STALE" &&
              ` could not be refreshed. Showing its windows as of ${fetchedAt === null ? "the last successful read" : clockTime(fetchedAt, timeZone, now)}.`}
            {unreadableCount > 0 &&
              (unreadableCount === 1
                ? " 1 window could not be read and is not shown."
                : ` ${unreadableCount} windows could not be read and are not shown.`)}{" "}
            <small aria-live="off">{error?.message ?? namesOf(unreadable)}</small>
          </div>
        </div>
      ))}
    </div>
  );
}

function namesOf(unreadable: SourceStateFragment["unreadable"]): string {
  return unreadable.map(({ id }) => id ?? "a window without a readable id").join(", ");
}

export function Loading() {
  return (
    <section className="card" aria-busy="true" aria-label="Loading windows">
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <div className="skeleton" key={line} />
      ))}
    </section>
  );
}

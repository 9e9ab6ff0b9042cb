import type { SourceStateFragment } from "./graphql/graphql";
import { isRefusal } from "./refusals";
import { clockTime } from "./time";

interface FailedProps {
  readonly error: Error;
  /** Whether something is shown all the same. */
  readonly showsOld: boolean;
  readonly isTrying: boolean;
  readonly onRetry: () => void;
}

/** The gateway itself gave no answer, or none that can be shown. */
export function Failed({ error, showsOld, isTrying, onRetry }: FailedProps) {
  return (
    <div className="notice bad">
      <div role="alert">
        <strong>{isRefusal(error) ? "The gateway refuses this." : "The gateway does not answer."}</strong>{" "}
        {showsOld && "What is shown may be old. "}
        <small>{error.message}</small>
      </div>
      <button type="button" onClick={() => isTrying || onRetry()} aria-disabled={isTrying}>
        {isTrying ? "Trying …" : "Try again"}
      </button>
    </div>
  );
}

interface SourceProblemsProps {
  readonly sources: readonly SourceStateFragment[];
  readonly timeZone: string;
  readonly now: Date;
}

/** One source's failure takes nothing from the others; but nobody should take the page for whole. */
export function SourceProblems({ sources, timeZone, now }: SourceProblemsProps) {
  const troubled = sources.filter(({ state }) => state === "FAILED" || state === "STALE");
  return (
    <div role="status" aria-atomic="false">
      {troubled.map(({ source, state, fetchedAt, error }) => (
        <div key={source.id} className={`notice ${state === "FAILED" ? "bad" : "careful"}`}>
          <div>
            <strong>{source.id}</strong>{" "}
            {state === "FAILED"
              ? "could not be read: its windows are missing here. "
              : `could not be read again: its windows are shown as they were at ${fetchedAt === null ? "some time" : clockTime(fetchedAt, timeZone, now)}. `}
            <small aria-live="off">{error?.message}</small>
          </div>
        </div>
      ))}
    </div>
  );
}

export function Loading() {
  return (
    <section className="card" aria-busy="true" aria-label="The windows are loading">
      {[1, 2, 3, 4, 5, 6].map((line) => (
        <div className="skeleton" key={line} />
      ))}
    </section>
  );
}

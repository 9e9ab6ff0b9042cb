import type { OverviewQuery, SourceStateFragment } from "./graphql/graphql";
import { providerNames, sourceStateNames } from "./names";
import { clockTime, fromNow } from "./time";

/** Number of windows shown before the rest are collapsed. The windows that end first come first. */
const shownAtOnce = 6;

interface OpenNowProps {
  readonly answer: OverviewQuery["maintenanceNow"] | undefined;
  readonly isLoading: boolean;
  readonly timeZone: string;
  readonly now: Date;
}

export function OpenNow({ answer, isLoading, timeZone, now }: OpenNowProps) {
  const windows = answer?.windows ?? [];
  const notLoaded = (answer?.totalCount ?? 0) - windows.length;
  const isWhole =
    answer?.sources.every(({ state, unreadableCount }) => state !== "FAILED" && unreadableCount === 0) ??
    false;
  return (
    <section className="card" aria-labelledby="open-now" aria-busy={isLoading && answer === undefined}>
      <h2 id="open-now">Active now</h2>
      {answer === undefined ? (
        <div className="skeleton" />
      ) : windows.length === 0 ? (
        <p className="calm">
          {isWhole ? "No active maintenance." : "No active maintenance in the sources that could be read."}
        </p>
      ) : (
        <>
          <OpenWindows windows={windows.slice(0, shownAtOnce)} timeZone={timeZone} now={now} />
          {windows.length > shownAtOnce && (
            <details>
              <summary>{windows.length - shownAtOnce + notLoaded} more</summary>
              <OpenWindows windows={windows.slice(shownAtOnce)} timeZone={timeZone} now={now} />
              {notLoaded > 0 && <p>{notLoaded} others end later. The list below shows them.</p>}
            </details>
          )}
        </>
      )}
    </section>
  );
}

interface OpenWindowsProps {
  readonly windows: OverviewQuery["maintenanceNow"]["windows"];
  readonly timeZone: string;
  readonly now: Date;
}

function OpenWindows({ windows, timeZone, now }: OpenWindowsProps) {
  return (
    <ul className="open">
      {windows.map(({ id, title, provider, nextOccurrence }) => (
        <li key={id}>
          <span className={`mark ${provider}`} aria-hidden="true" />
          <bdi className="title">{title}</bdi>
          {nextOccurrence !== null && (
            <span className="until">
              until {clockTime(nextOccurrence.endsAt, timeZone, now)}{" "}
              <small>{fromNow(nextOccurrence.endsAt, now)}</small>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

interface SourcesProps {
  readonly sources: readonly SourceStateFragment[];
  readonly isLoading: boolean;
}

export function Sources({ sources, isLoading }: SourcesProps) {
  return (
    <section className="card" aria-labelledby="sources" aria-busy={isLoading && sources.length === 0}>
      <h2 id="sources">Sources</h2>
      {sources.length === 0 && isLoading && <div className="skeleton" />}
      <ul className="sources">
        {sources.map(({ source, state, error }) => (
          <li key={source.id}>
            <span className={`state ${state}`} aria-hidden="true" />
            <span>
              <strong>{source.id}</strong>
              <small>
                {providerNames[source.provider]} · {source.region ?? source.site}
              </small>
            </span>
            <span className={`badge ${state}`} title={error?.message}>
              {sourceStateNames[state]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { OverviewQuery, SourceStateFragment } from "./graphql/graphql";
import { certaintyNames, providerNames, sourceStateNames, verdictNames } from "./names";
import { clockTime, fromNow } from "./time";

/** Number of windows shown before the rest are collapsed. The surest come first, then those that end first. */
const shownAtOnce = 6;

type Answer = OverviewQuery["maintenanceNow"];

interface MaintenanceNowProps {
  readonly answer: Answer | undefined;
  /** Whether the last refresh failed. The answer is then an earlier one. */
  readonly isOld: boolean;
  readonly isLoading: boolean;
  readonly timeZone: string;
  readonly now: Date;
}

export function MaintenanceNow({ answer, isOld, isLoading, timeZone, now }: MaintenanceNowProps) {
  const windows = answer?.windows ?? [];
  const notLoaded = (answer?.totalCount ?? 0) - windows.length;
  return (
    <section className="card" aria-labelledby="now" aria-busy={isLoading && answer === undefined}>
      <h2 id="now">Maintenance now</h2>
      {answer === undefined ? (
        <div className="skeleton" />
      ) : (
        <>
          <Verdict answer={isOld ? { ...answer, ...outOfDate } : answer} timeZone={timeZone} now={now} />
          <CurrentWindows windows={windows.slice(0, shownAtOnce)} timeZone={timeZone} now={now} />
          {windows.length > shownAtOnce && (
            <details>
              <summary>{windows.length - shownAtOnce + notLoaded} more</summary>
              <CurrentWindows windows={windows.slice(shownAtOnce)} timeZone={timeZone} now={now} />
              {notLoaded > 0 && <p>The list below shows {notLoaded} others.</p>}
            </details>
          )}
        </>
      )}
    </section>
  );
}

/** An earlier verdict can be wrong now. */
const outOfDate = {
  verdict: "UNKNOWN",
  missing: [{ message: "This page could not be refreshed. The windows may be out of date." }],
} as const;

interface VerdictProps {
  readonly answer: Pick<Answer, "verdict" | "clearAt"> & {
    readonly missing: readonly { readonly message: string }[];
  };
  readonly timeZone: string;
  readonly now: Date;
}

function Verdict({ answer: { verdict, clearAt, missing }, timeZone, now }: VerdictProps) {
  const end = clearAt === null ? ". The end is not known." : ` until ${clockTime(clearAt, timeZone, now)}.`;
  return (
    <div className={`notice ${verdict}`}>
      <div>
        <strong>{verdictNames[verdict]}</strong>
        {verdict === "IN_MAINTENANCE" && end}
        {missing.length > 0 && (
          <ul>
            {missing.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

interface CurrentWindowsProps {
  readonly windows: Answer["windows"];
  readonly timeZone: string;
  readonly now: Date;
}

function CurrentWindows({ windows, timeZone, now }: CurrentWindowsProps) {
  return (
    <ul className="current">
      {windows.map(({ id, title, provider, certainty, nextOccurrence }) => (
        <li key={id}>
          <span className={`mark ${provider}`} aria-hidden="true" />
          <bdi className="title">{title}</bdi>
          <span className={`badge ${certainty}`}>{certaintyNames[certainty]}</span>
          {/* The window of maintenance that is under way can be closed, and no provider reports the end. */}
          {certainty !== "UNDERWAY" && nextOccurrence !== null && (
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

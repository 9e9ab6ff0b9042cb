import type { MaintenanceCertainty } from "./graphql/graphql";
import type { Window } from "./names";
import { certaintyNames, providerNames } from "./names";
import type { Day } from "./time";
import { clockTime, placeIn } from "./time";

interface TimelineProps {
  readonly days: readonly Day[];
  readonly windows: readonly Window[];
  /** Number of windows that match the filters. `windows` holds the first of them. */
  readonly totalCount: number;
  readonly timeZone: string;
  readonly now: Date;
  readonly onChoose: (window: Window) => void;
}

/** One row for each window with an occurrence in the week. Each row also describes its bars to screen readers. */
export function Timeline({ days, windows, totalCount, timeZone, now, onChoose }: TimelineProps) {
  const week = { from: days[0]?.from ?? "", to: days.at(-1)?.to ?? "" };
  const rows = windows.filter(({ occurrences }) => occurrences.length > 0);
  const percent = (instant: string) => `${(placeIn(week, instant) * 100).toFixed(3)}%`;
  const span = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) => ({
    left: percent(startsAt),
    right: `${(100 - placeIn(week, endsAt) * 100).toFixed(3)}%`,
  });
  const time = (instant: string) => clockTime(instant, timeZone, now);
  const providers = [...new Set(rows.map(({ provider }) => provider))].sort();
  const certainties = Object.keys(certaintyNames) as MaintenanceCertainty[];

  return (
    <section className="card timeline" aria-labelledby="timeline">
      <header>
        <h2 id="timeline">Next 7 days</h2>
        {windows.length < totalCount && (
          <span>
            First {windows.length} of {totalCount} windows
          </span>
        )}
        {providers.map((provider) => (
          <span key={provider} aria-hidden="true">
            <span className={`mark ${provider}`} /> {providerNames[provider]}
          </span>
        ))}
        {certainties.map((certainty) => (
          <span key={certainty} aria-hidden="true">
            <span className={`sample ${certainty}`} /> {certaintyNames[certainty]}
          </span>
        ))}
      </header>
      <div className="days" aria-hidden="true">
        {days.map(({ weekday, date, month, from, to }) => (
          <span key={from} style={span({ startsAt: from, endsAt: to })}>
            <i className="weekday">{weekday}</i> {date} <i className="month">{month}</i>
          </span>
        ))}
      </div>
      {rows.length === 0 && <p className="calm">No windows in the next 7 days.</p>}
      <ul className="rows">
        {rows.map((window) => (
          <li key={window.id}>
            <button type="button" className="plain" onClick={() => onChoose(window)}>
              <span className={`mark ${window.provider}`} aria-hidden="true" />
              <bdi className="title">{window.title}</bdi>
              <span className="hidden">{`, ${providerNames[window.provider]}, ${spoken(window, time)}`}</span>
            </button>
            <div className="track" aria-hidden="true">
              {days.map(({ from, to }) => (
                <span key={from} className="day" style={span({ startsAt: from, endsAt: to })} />
              ))}
              {window.occurrences.map((occurrence) => {
                const certainty = isOpen(occurrence, now) ? window.certainty : window.scheduledCertainty;
                return (
                  <span
                    key={occurrence.startsAt}
                    className={`opening ${window.provider} ${certainty}`}
                    style={span(occurrence)}
                    title={`${window.title}, ${certaintyNames[certainty]}: ${time(occurrence.startsAt)} to ${time(occurrence.endsAt)}`}
                  />
                );
              })}
              <span className={`present ${window.certainty}`} style={{ left: percent(now.toISOString()) }} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function spoken(window: Window, time: (instant: string) => string): string {
  const { occurrences, certainty, scheduledCertainty, __typename } = window;
  const [first] = occurrences;
  if (first === undefined) return "not in the next 7 days";
  const current = certainty === "UNDERWAY" ? "under way now, " : "";
  const usual = certaintyNames[scheduledCertainty].toLowerCase();
  const opening = `from ${time(first.startsAt)} to ${time(first.endsAt)}`;
  return `${current}${usual} ${__typename === "FlinkMaintenanceWindow" ? `daily, first ${opening}` : opening}`;
}

function isOpen({ startsAt, endsAt }: { startsAt: string; endsAt: string }, now: Date): boolean {
  return Date.parse(startsAt) <= now.getTime() && now.getTime() < Date.parse(endsAt);
}

import type { ReactNode } from "react";
import type { Filter } from "../filters/filter";
import { isFiltered, statusesOf } from "../filters/filter";
import type { SummaryQuery } from "../graphql/graphql";
import { useIsNarrow } from "../narrow";
import { DailyHours } from "./daily-hours";
import { sectionFilters } from "./list-queries";
import { WindowPages } from "./window-pages";
import "./list.css";

interface WindowListProps {
  readonly summary: SummaryQuery;
  readonly filter: Filter;
  /** Whether this is still what earlier filters select. */
  readonly isEarlier: boolean;
  readonly opened: readonly string[];
  readonly onOpened: (opened: readonly string[]) => void;
  readonly onClear: () => void;
}

const firstToEnd = { field: "END", direction: "ASC" } as const;
const soonestFirst = { field: "NEXT_OCCURRENCE", direction: "ASC" } as const;
const latestFirst = { field: "END", direction: "DESC" } as const;

/** What matters first: what happens now, then what is announced, then what is only possible. */
export function WindowList({ summary, filter, isEarlier, opened, onOpened, onClear }: WindowListProps) {
  const { windows, underway, open, upcoming, possible, ended } = summary;
  const filters = sectionFilters(filter);
  const isComplete = windows.sources.every(({ state }) => state === "OK");
  const isNarrow = useIsNarrow();
  const inProgress = underway.totalCount + open.totalCount;

  if (windows.totalCount === 0)
    return (
      <div className="card calm">
        <p>{emptyText(filter, isComplete, windows.sources.length)}</p>
        {isFiltered(filter) && (
          <button type="button" onClick={onClear}>
            Clear filters
          </button>
        )}
      </div>
    );
  return (
    // A row of another filter must not be taken for one of this filter.
    <div key={JSON.stringify(filter)} className="sections" inert={isEarlier} aria-busy={isEarlier}>
      {(inProgress > 0 || statusesOf(filter).includes("ACTIVE")) && (
        <Section title="Now" count={inProgress}>
          {inProgress === 0 ? (
            <p className="calm">
              {isComplete ? "Nothing" : "Nothing known"}
              {isFiltered(filter) && " that matches the filters"} is under way or announced for now.
            </p>
          ) : (
            <WindowTable label="Now">
              {underway.totalCount > 0 && (
                <WindowPages
                  filter={filters.underway}
                  count={underway.totalCount}
                  orderBy={soonestFirst}
                  first={isNarrow ? 1 : 3}
                />
              )}
              {open.totalCount > 0 && (
                <WindowPages filter={filters.open} count={open.totalCount} orderBy={firstToEnd} first={5} />
              )}
            </WindowTable>
          )}
        </Section>
      )}
      {upcoming.totalCount > 0 && (
        <Section title="Coming up" count={upcoming.totalCount}>
          <WindowTable label="Coming up">
            <WindowPages
              filter={filters.upcoming}
              count={upcoming.totalCount}
              orderBy={soonestFirst}
              first={20}
            />
          </WindowTable>
        </Section>
      )}
      {possible.totalCount > 0 && (
        <Section
          title="Possible"
          count={possible.totalCount}
          hint="AWS may maintain these applications during their daily hours, but mostly does not."
        >
          <WindowTable label="Possible">
            <DailyHours filter={filters.possible} opened={opened} onOpened={onOpened} />
          </WindowTable>
        </Section>
      )}
      {ended.totalCount > 0 && (
        <Section title="Ended" count={ended.totalCount}>
          <WindowTable label="Ended">
            <WindowPages filter={filters.ended} count={ended.totalCount} orderBy={latestFirst} first={20} />
          </WindowTable>
        </Section>
      )}
    </div>
  );
}

/** An empty list must not come from missing information. */
function emptyText(filter: Filter, isComplete: boolean, sourceCount: number): string {
  if (sourceCount === 0) return "The gateway has no sources that you can read.";
  const what = isFiltered(filter) ? "window matches these filters" : "window is open or scheduled";
  const found = isComplete ? `No ${what}.` : `No known ${what}. Some sources could not be read completely.`;
  return filter.search.trim() === "" ? found : `${found} ${searchHint}`;
}

const searchHint = "Search looks for all words in titles, applications and queries. Put a phrase in quotes.";

interface SectionProps {
  readonly title: string;
  readonly count: number;
  readonly hint?: string;
  readonly children: ReactNode;
}

function Section({ title, count, hint, children }: SectionProps) {
  const id = title.toLowerCase().replace(" ", "-");
  return (
    <section className="card list" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="count">{count.toLocaleString("en-GB")}</span>
      </h2>
      {hint !== undefined && <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}

const columns = [
  ["check", "Select"],
  ["title", "Window"],
  ["when", "Time"],
  ["source", "Source"],
  ["menu", "Actions"],
] as const;

function WindowTable({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <table aria-label={label}>
      <colgroup>
        {columns.map(([column]) => (
          <col key={column} className={column} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(([column, name]) => (
            <th key={name} scope="col" className={column}>
              <span className="hidden">{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      {children}
    </table>
  );
}

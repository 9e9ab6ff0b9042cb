import { NetworkStatus } from "@apollo/client";
import { useQuery } from "@apollo/client/react";
import { useCallback, useRef, useState } from "react";
import type { Change } from "./changes/change-dialog";
import { ChangeDialog } from "./changes/change-dialog";
import type { Draft } from "./changes/create-datadog-window";
import type { Filter } from "./filters";
import { Filters, isFiltered, noFilter, toFilterInput } from "./filters";
import type { Updates } from "./live/indicator";
import { Indicator } from "./live/indicator";
import { useLive } from "./live/use-live";
import { Failed, Loading, SourceProblems } from "./notices";
import { overviewQuery, windowsQuery } from "./operations";
import { MaintenanceNow, Sources } from "./overview";
import { useNow, useRefresh, useSettled } from "./refresh";
import { isRefusal } from "./refusals";
import { viewersTimeZone, weekOf } from "./time";
import { TimeZoneChoice } from "./time-zone-choice";
import { Timeline } from "./timeline";
import { WindowList } from "./window-list";

const pageSize = 50;

/** The gateway's maximum for `first`. */
const longestList = 200;

export function App() {
  const now = useNow();
  const [timeZone, setTimeZone] = useState(viewersTimeZone);
  const [view, setView] = useState({ filter: noFilter, first: pageSize });
  const [change, setChange] = useState<Change | null>(null);
  const draft = useRef<Draft>(null);
  const page = useRef<HTMLElement>(null);

  const week = weekOf(now, timeZone);
  const range = { from: week[0]?.from ?? "", to: week.at(-1)?.to ?? "" };

  const settled = useSettled(view);
  const overview = useQuery(overviewQuery);
  const windows = useQuery(windowsQuery, {
    variables: { ...range, first: settled.first, filter: toFilterInput(settled.filter) },
  });
  // Keep the previous windows on screen while new ones load.
  const list = (windows.data ?? windows.previousData)?.maintenanceWindows;
  const isLooking = windows.networkStatus === NetworkStatus.setVariables;
  const maintenanceNow = overview.data?.maintenanceNow;
  const sources = maintenanceNow?.sources ?? [];
  const latestError = windows.error ?? overview.error;
  const isTrying = windows.loading || overview.loading;
  // Apollo Client clears an error when a retry starts. Keep it on screen until the retry ends.
  const [error, setError] = useState(latestError);
  if (!isTrying && error !== latestError) setError(latestError);

  // The queries themselves report errors.
  const refreshList = useCallback(() => windows.refetch().catch(() => {}), [windows.refetch]);
  const refresh = useCallback(
    () => Promise.allSettled([overview.refetch(), refreshList()]),
    [overview.refetch, refreshList],
  );
  const isWell = error === undefined;
  const isLive = useLive(range, { isWell, refreshAll: refresh, refreshList });
  const openings = list?.nodes.flatMap(({ nextOccurrence }) => nextOccurrence ?? []) ?? [];
  useRefresh(
    openings.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).concat(maintenanceNow?.nextChangeAt ?? []),
    isWell ? (isLive ? "live" : "polling") : "failing",
    refresh,
  );

  const choose = (filter: Filter) => setView({ filter, first: pageSize });

  /** Moves the focus to the page if the focused control has disappeared. */
  function keepFocus(): void {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) page.current?.focus();
    });
  }

  function endChange(): void {
    setChange(null);
    keepFocus();
  }

  return (
    <>
      <header className="bar">
        <h1>Maintenance</h1>
        <Indicator updates={updatesOf(error, isLive)} />
        <TimeZoneChoice timeZone={timeZone} onChange={setTimeZone} />
        <button
          type="button"
          className="primary"
          disabled={!sources.some(({ source }) => source.capabilities.create)}
          onClick={() => setChange({ kind: "create" })}
        >
          New Datadog window
        </button>
      </header>
      <main ref={page} tabIndex={-1}>
        {error !== undefined && (
          <Failed
            error={error}
            showsOld={list !== undefined}
            isTrying={isTrying}
            onRetry={() => void refresh().then(keepFocus)}
          />
        )}
        <SourceProblems sources={list?.sources ?? sources} timeZone={timeZone} now={now} />
        <div className="overview">
          <MaintenanceNow
            answer={maintenanceNow}
            isOld={error !== undefined}
            isLoading={overview.loading}
            timeZone={timeZone}
            now={now}
          />
          <Sources sources={sources} isLoading={overview.loading} />
        </div>
        <Filters filter={view.filter} sources={sources} onChange={choose} />
        {list === undefined ? (
          windows.loading && <Loading />
        ) : (
          <>
            <Timeline
              days={week}
              windows={list.nodes}
              totalCount={list.totalCount}
              timeZone={timeZone}
              now={now}
              onChoose={(window) => setChange({ kind: "show", window })}
            />
            <WindowList
              windows={list.nodes}
              totalCount={list.totalCount}
              sources={sources}
              isFiltered={isFiltered(view.filter)}
              isLooking={isLooking}
              timeZone={timeZone}
              now={now}
              onChange={setChange}
              onMore={
                view.first < longestList ? () => setView({ ...view, first: view.first + pageSize }) : null
              }
              onClear={() => choose(noFilter)}
            />
          </>
        )}
      </main>
      {change !== null && (
        <ChangeDialog
          change={change}
          sources={sources}
          draft={draft}
          range={range}
          timeZone={timeZone}
          now={now}
          onChange={setChange}
          onClose={endChange}
          onRefresh={refresh}
        />
      )}
    </>
  );
}

function updatesOf(error: Error | undefined, isLive: boolean | null): Updates | null {
  // After a refusal the page still reaches the gateway.
  if (error !== undefined) return isRefusal(error) ? "polling" : "offline";
  if (isLive === null) return null;
  return isLive ? "live" : "polling";
}

import { useQuery } from "@apollo/client/react";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import type { Change } from "./changes/change-dialog";
import { ChangeDialog } from "./changes/change-dialog";
import type { Filter } from "./filters";
import { Filters, noFilter, toFilterInput } from "./filters";
import { Failed, Loading, SourceProblems } from "./notices";
import { overviewQuery, windowsQuery } from "./operations";
import { OpenNow, Sources } from "./overview";
import { useNow, useRefresh } from "./refresh";
import { timeZones, viewersTimeZone, weekOf } from "./time";
import { Timeline } from "./timeline";
import { WindowList } from "./window-list";

const pageSize = 50;

export function App() {
  const now = useNow();
  const [timeZone, setTimeZone] = useState(viewersTimeZone);
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [first, setFirst] = useState(pageSize);
  const [change, setChange] = useState<Change | null>(null);

  const today = weekOf(now, timeZone)[0]?.from;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the week is another one when another day begins.
  const week = useMemo(() => weekOf(now, timeZone), [today, timeZone]);
  const range = { from: week[0]?.from ?? "", to: week.at(-1)?.to ?? "" };

  const overview = useQuery(overviewQuery);
  const windows = useQuery(windowsQuery, {
    variables: { ...range, first, filter: toFilterInput(useDeferredValue(filter)) },
  });
  // While a filter is typed, what was there stays.
  const list = (windows.data ?? windows.previousData)?.maintenanceWindows;
  const maintenanceNow = overview.data?.maintenanceNow;
  const sources = maintenanceNow?.sources ?? [];
  const error = windows.error ?? overview.error;

  const refresh = useCallback(() => {
    void overview.refetch().catch(() => {});
    void windows.refetch().catch(() => {});
  }, [overview.refetch, windows.refetch]);
  const openings = list?.nodes.flatMap(({ nextOccurrence }) => nextOccurrence ?? []) ?? [];
  useRefresh(
    windows.error ?? windows.data,
    openings.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]),
    refresh,
  );

  const canCreate = sources.some(({ source }) => source.capabilities.create);

  return (
    <>
      <header className="bar">
        <h1>Maintenance</h1>
        <label className="zone">
          <span>Time zone</span>
          <select value={timeZone} onChange={({ target }) => setTimeZone(target.value)}>
            {timeZones().map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className="primary"
          disabled={!canCreate}
          onClick={() => setChange({ kind: "create" })}
        >
          New Datadog window
        </button>
      </header>
      <main>
        {error !== undefined && <Failed error={error} onRetry={refresh} isTrying={windows.loading} />}
        <SourceProblems sources={list?.sources ?? sources} timeZone={timeZone} now={now} />
        <div className="overview">
          <OpenNow answer={maintenanceNow} isLoading={overview.loading} timeZone={timeZone} now={now} />
          <Sources sources={sources} isLoading={overview.loading} />
        </div>
        <Filters filter={filter} sources={sources} onChange={setFilter} />
        {list === undefined ? (
          windows.loading && <Loading />
        ) : (
          <>
            <Timeline
              days={week}
              windows={list.nodes}
              timeZone={timeZone}
              now={now}
              onChoose={(window) => setChange({ kind: "show", window })}
            />
            <WindowList
              windows={list.nodes}
              totalCount={list.totalCount}
              sources={sources}
              isFiltered={filter !== noFilter}
              isLoading={windows.loading}
              timeZone={timeZone}
              now={now}
              onChange={setChange}
              onMore={first < 200 ? () => setFirst(first + pageSize) : null}
              onClear={() => setFilter(noFilter)}
            />
          </>
        )}
      </main>
      {change !== null && (
        <ChangeDialog
          change={change}
          sources={sources}
          range={range}
          timeZone={timeZone}
          now={now}
          onChange={setChange}
          onRefresh={refresh}
        />
      )}
    </>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { mayCreate } from "./access/may-change";
import { SignOut } from "./access/sign-out";
import { useAddress } from "./address";
import type { Change } from "./changes/change";
import { useDetailsHistory } from "./details/use-details-history";
import { isFiltered, noFilter } from "./filters/filter";
import { Filters } from "./filters/filters";
import { PrintedFilters } from "./filters/printed-filters";
import { Later } from "./later";
import { ChangeDialog, loadLaterParts, Timeline, WindowDetails } from "./later-parts";
import { WindowList } from "./list/window-list";
import { Indicator } from "./live/indicator";
import { Failed } from "./overview/failed";
import { Loading } from "./overview/loading";
import { SourceChips } from "./overview/source-chips";
import { SourceProblems } from "./overview/source-problems";
import { Verdict } from "./overview/verdict";
import type { Capabilities, PageContext } from "./page-context";
import { PageProvider } from "./page-context";
import { usePageData } from "./page-data";
import { PageMenu } from "./page-menu";
import "./print.css";
import { useSelection } from "./selection";
import { SelectionBar } from "./selection-bar";
import { ShortcutHelp, useShortcuts } from "./shortcuts";
import { viewersTimeZone } from "./time-zones";
import { useNow } from "./timers";
import { ViewChoice } from "./view-choice";

/** Nothing is allowed while it is not known what is. */
const none: Capabilities = { create: false, update: false, delete: false };

export function App() {
  const [address, setAddress] = useAddress();
  const now = useNow();
  const selection = useSelection();
  const [change, setChange] = useState<Change | null>(null);
  const [showsHelp, setShowsHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const { filter, verdict, listed, sources, isLoading, error, connection, doubt } = usePageData(address);
  const timeZone = address.zone ?? viewersTimeZone();
  const canCreate = mayCreate(sources);
  const hasFailed = error !== undefined;

  const { open: onOpen, close: closeDetails } = useDetailsHistory(setAddress);
  const hasDetails = address.window !== null;
  const onChange = useCallback(
    (next: Change) => {
      // Nothing would be left to show.
      if (next.kind === "delete" && hasDetails) void closeDetails();
      setChange(next);
    },
    [closeDetails, hasDetails],
  );
  const page = useMemo<PageContext>(() => {
    const known = new Map(sources.map(({ source }) => [source.id, source.capabilities]));
    const capabilitiesOf = (id: string) => known.get(id) ?? none;
    const canUpdate = sources.some(({ source }) => source.capabilities.update);
    return { timeZone, now, hasFailed, selection, onOpen, onChange, capabilitiesOf, canUpdate };
  }, [sources, timeZone, now, hasFailed, selection, onOpen, onChange]);

  const summary = listed?.summary;
  const isShown = summary !== undefined;
  const isEarlier = listed !== null && listed.filter !== filter;
  useEffect(() => {
    if (isShown) loadLaterParts();
  }, [isShown]);

  /** Moves the focus to the page if the focused control has disappeared. */
  function keepFocus(): void {
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) main.current?.focus();
    });
  }

  useShortcuts({
    "/": () => searchField.current?.focus(),
    n: () => canCreate && setChange({ kind: "create" }),
    l: () => void setAddress({ view: "list" }),
    t: () => void setAddress({ view: "timeline" }),
    r: () => void connection.retry(),
    "?": () => setShowsHelp(true),
    "Shift+?": () => setShowsHelp(true),
  });

  return (
    <PageProvider value={page}>
      <header className="bar">
        <h1>Maintenance</h1>
        <Indicator state={connection.state} updatedAt={connection.updatedAt} />
        {canCreate && (
          <button
            type="button"
            className="primary"
            aria-label="New maintenance window"
            onClick={() => setChange({ kind: "create" })}
          >
            New<span className="wide"> maintenance window</span>
          </button>
        )}
        <SignOut />
        <PageMenu filter={filter} onHelp={() => setShowsHelp(true)} />
      </header>
      <main ref={main} tabIndex={-1}>
        <Verdict
          // Until the windows of the filter are counted, it is not known what the verdict is about.
          answer={isEarlier ? undefined : verdict}
          doubt={doubt}
          isLoading={isLoading}
          lasting={address.lasting}
          scope={
            isFiltered({ ...filter, status: "CURRENT" }) ? (summary?.withoutStatus.totalCount ?? null) : null
          }
          onLasting={(lasting) => void setAddress({ lasting })}
        />
        {error !== undefined && (
          <Failed
            error={error}
            // The verdict says that the data may be out of date, where this is known.
            showsOld={isShown && doubt === null}
            isTrying={isLoading}
            onRetry={() => void connection.retry().then(keepFocus)}
            onClear={isFiltered(filter) ? () => void setAddress(noFilter).then(keepFocus) : null}
          />
        )}
        <SourceProblems sources={verdict?.sources ?? []} />
        <SourceChips
          sources={sources.filter(
            ({ source }) => address.provider === null || source.provider === address.provider,
          )}
          counts={summary?.withoutSource.counts.bySource ?? []}
          isCurrent={doubt === null}
          chosen={address.source}
          onChoose={(source) => void setAddress({ source: [...source] })}
        />
        <PrintedFilters filter={filter} timeZone={timeZone} />
        <div className="toolbar">
          <ViewChoice
            view={address.view}
            onChange={(view) => void setAddress({ view }, { history: "push" })}
          />
          <Filters
            filter={address}
            zone={timeZone}
            providers={[...new Set(sources.map(({ source }) => source.provider))]}
            counts={summary?.withoutStatus.counts.byStatus ?? []}
            searchField={searchField}
            onChange={setAddress}
          />
        </div>
        {listed === null ? (
          isLoading && <Loading />
        ) : address.view === "timeline" ? (
          <Later fallback={<Loading />}>
            <Timeline
              address={{ ...address, ...filter }}
              setAddress={setAddress}
              sources={sources}
              onOpenHours={(startTime) => {
                void setAddress({ view: "list", hours: [startTime] }, { history: "push" });
                // The list moves it on to the row of these hours.
                main.current?.focus();
              }}
            />
          </Later>
        ) : (
          <WindowList
            summary={listed.summary}
            filter={listed.filter}
            isEarlier={isEarlier}
            opened={address.hours}
            onOpened={(hours) => void setAddress({ hours: [...hours] })}
            onClear={() => void setAddress(noFilter)}
          />
        )}
      </main>
      <SelectionBar />
      <Later>
        {address.window !== null && (
          <WindowDetails
            key={address.window}
            id={address.window}
            onClose={() => void closeDetails().then(keepFocus)}
          />
        )}
        {change !== null && (
          <ChangeDialog
            change={change}
            sources={sources}
            onClose={() => {
              setChange(null);
              keepFocus();
            }}
          />
        )}
      </Later>
      {showsHelp && <ShortcutHelp onClose={() => setShowsHelp(false)} />}
    </PageProvider>
  );
}

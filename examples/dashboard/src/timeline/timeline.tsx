import { useCallback, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import type { Address } from "../address";
import { isFiltered } from "../filters/filter";
import type { SourceStateFragment } from "../graphql/graphql";
import { usePage } from "../page-context";
import { Backdrop, Now } from "./backdrop";
import { Overlaps, Unknown } from "./bands";
import { Dates } from "./dates";
import { daysFrom, firstDayOf, rangeTitle } from "./days";
import { ClockChanges } from "./heads";
import { Legend } from "./legend";
import { meaningsOf } from "./meanings";
import type { SetRange } from "./range-controls";
import { RangeControls } from "./range-controls";
import { RowList } from "./row-list";
import type { Row } from "./rows";
import { countBeyondRows } from "./rows";
import { includes } from "./spans";
import { summaryOf } from "./summary";
import "./timeline.css";
import { sourcesOf, unknownOf } from "./unknown";
import { useBars } from "./use-bars";
import { useDates } from "./use-dates";
import { useRows } from "./use-rows";
import { useTimeline } from "./use-timeline";

interface TimelineProps {
  readonly address: Address;
  readonly setAddress: SetRange;
  /** What the page knows of the sources. Those that the timeline's own answers name are newer. */
  readonly sources: readonly SourceStateFragment[];
  /** Shows the windows that open daily at this UTC time. */
  readonly onOpenHours: (startTime: string) => void;
}

/** How many rows are shown at first. */
const firstRows = { announced: 100, possible: 20 };

/** What is announced, under way and possible in 1, 7 or 30 days. */
export function Timeline({ address, setAddress, sources, onOpenHours }: TimelineProps) {
  const { timeZone, now, onOpen } = usePage();
  const first = firstDayOf(address.day, now, timeZone);
  const days = useMemo(() => daysFrom(first, address.days, timeZone), [first, address.days, timeZone]);
  const range = useMemo(() => ({ from: days[0]?.from ?? "", to: days.at(-1)?.to ?? "" }), [days]);
  const { certain, possible, runs, error, isLoading, retry } = useTimeline(range, address);
  const { dates, onScroll } = useDates();
  const [shown, setShown] = useState(firstRows);

  const { rows, overlaps } = useRows({ certain, possible, runs }, range);
  const visible = {
    announced: rows.announced.slice(0, shown.announced),
    possible: rows.possible.slice(0, shown.possible),
  };
  const visibleRows = [...rows.underway, ...visible.announced, ...visible.possible];
  const bars = useBars(visibleRows);

  const answered = [
    possible?.maintenanceWindows,
    certain?.maintenanceWindows,
    certain?.maintenanceOccurrences,
  ];
  const states = sourcesOf(
    sources,
    answered.flatMap((answer) => answer?.sources ?? []),
    address,
  );
  const unknown = states.flatMap((state) => {
    const text = unknownOf(state, { timeZone, now });
    return text === null ? [] : [{ id: state.source.id, text }];
  });
  const isComplete = states.length > 0 && unknown.length === 0 && error === undefined;
  const announced = certain?.maintenanceOccurrences;
  const shownCount = announced?.nodes.length ?? 0;
  const totalCount = announced?.totalCount ?? 0;
  const morePossible = countBeyondRows(possible?.maintenanceWindows);
  const moreUnderway = (certain?.maintenanceWindows.totalCount ?? 0) - rows.underway.length;

  const open = useCallback(
    ({ target }: Row) => (target.kind === "window" ? onOpen(target.id) : onOpenHours(target.startTime)),
    [onOpen, onOpenHours],
  );

  /** Shows more rows, and moves the focus to the first new one, because the button can disappear. */
  function show(kind: "announced" | "possible", count: number): void {
    const firstNew = rows[kind][shown[kind]]?.bars[0]?.key;
    flushSync(() => setShown({ ...shown, [kind]: count }));
    if (firstNew !== undefined) bars.focus(firstNew);
  }

  const list = { range, activeBar: bars.active, onOpen: open };
  return (
    <section
      className={`card timeline days-${address.days}`}
      aria-labelledby="timeline"
      aria-busy={isLoading}
    >
      <header>
        <h2 id="timeline">{rangeTitle(days)}</h2>
        <RangeControls address={address} setAddress={setAddress} />
      </header>
      {error !== undefined && (
        <div className="notice bad">
          <div role="alert">
            <strong>Could not load the timeline.</strong> <small>{error.message}</small>
          </div>
          <button type="button" aria-disabled={isLoading} onClick={() => isLoading || void retry()}>
            {isLoading ? "Retrying…" : "Try again"}
          </button>
        </div>
      )}
      <p className="timeline-summary" role="status">
        {announced === undefined
          ? isLoading
            ? `Loading ${rangeTitle(days)}…`
            : `What is announced is not known: ${rangeTitle(days)}.`
          : summaryOf(days, {
              count: rows.announced.length,
              shownCount: announced.nodes.length,
              totalCount: announced.totalCount,
              isComplete,
              isFiltered: isFiltered(address),
            })}
      </p>
      <ClockChanges days={days} />
      <Legend
        meanings={meaningsOf({
          range,
          bars: visibleRows.flatMap((row) => row.bars),
          hasUnknown: unknown.length > 0,
          hasOverlaps: overlaps.length > 0,
          hasToday: days.length > 1 && includes({ startsAt: range.from, endsAt: range.to }, now),
        })}
      />
      <Dates ref={dates} days={days} range={range} />
      {/* What scrolls must be reachable by keyboard. Without bars, it is itself. */}
      <section
        className="timeline-scroll"
        aria-label="Timeline"
        tabIndex={bars.active === null ? 0 : -1}
        onScroll={onScroll}
      >
        <div className="timeline-plane" ref={bars.plane} {...bars.events}>
          <Backdrop days={days} range={range} />
          <Overlaps overlaps={overlaps} range={range} isIncomplete={!isComplete || shownCount < totalCount} />
          {unknown.map(({ id, text }) => (
            <Unknown key={id} text={text} />
          ))}
          {certain === undefined && isLoading && <Skeleton />}
          <RowList {...list} name="Under way" rows={rows.underway} />
          {moreUnderway > 0 && (
            <p className="timeline-more">{moreUnderway} more are under way. The list shows them.</p>
          )}
          <RowList
            {...list}
            name="Announced"
            rows={rows.announced}
            more={{
              shown: shown.announced,
              step: firstRows.announced,
              onShow: (count) => show("announced", count),
            }}
          />
          <RowList
            {...list}
            name="Possible, by daily hours"
            rows={rows.possible}
            more={{
              shown: shown.possible,
              step: rows.possible.length,
              onShow: (count) => show("possible", count),
            }}
          />
          {morePossible > 0 && (
            <p className="timeline-more">
              {morePossible} more Flink applications open daily at later UTC times. The list shows them.
            </p>
          )}
          <Now range={range} className="timeline-now" />
        </div>
      </section>
    </section>
  );
}

function Skeleton() {
  return (
    <div aria-hidden="true">
      {[1, 2, 3, 4].map((line) => (
        <div className="skeleton" key={line} />
      ))}
    </div>
  );
}

import { memo, useId } from "react";
import type { Range } from "../time";
import { goesOn, placeOf } from "./place";
import type { Bar, Row } from "./rows";

interface TimelineRowProps {
  readonly row: Row;
  readonly range: Range;
  /** The bar that the Tab key reaches; null if it is in another row. */
  readonly activeBar: string | null;
  readonly onOpen: (row: Row) => void;
}

/** A window, or windows with the same daily hours. A click anywhere in it is one on its first bar, because a bar can be short. */
export const TimelineRow = memo(function TimelineRow({ row, range, activeBar, onOpen }: TimelineRowProps) {
  const firstBar = useId();
  return (
    <li className="timeline-row">
      <label className="timeline-press" htmlFor={firstBar}>
        <span className="timeline-title">
          <span className={`timeline-mark ${row.provider ?? ""}`} aria-hidden="true" />
          <span>
            <bdi>{row.title}</bdi>
            {row.note !== null && <small>{row.note}</small>}
            {row.times !== null && (
              <small className="timeline-times" aria-hidden="true">
                {row.times}
              </small>
            )}
          </span>
        </span>
      </label>
      <div className="timeline-track">
        {row.bars.map((bar, index) => (
          <button
            type="button"
            key={bar.key}
            id={index === 0 ? firstBar : undefined}
            data-bar={bar.key}
            className={`timeline-bar ${bar.certainty}`}
            style={placeOf(bar, range, "cqi")}
            tabIndex={bar.key === activeBar ? 0 : -1}
            aria-label={bar.name}
            title={bar.name}
            onClick={() => onOpen(row)}
          >
            <span className={classesOf(bar, range)} />
          </button>
        ))}
      </div>
    </li>
  );
});

function classesOf(bar: Bar, range: Range): string {
  const { before, after } = goesOn(bar, range);
  return [
    "timeline-fill",
    bar.certainty,
    bar.isEnded && "ended",
    before && "begins-before",
    after && "ends-after",
  ]
    .filter(Boolean)
    .join(" ");
}

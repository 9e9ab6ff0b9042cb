import type { Range } from "../time";
import { TimelineRow } from "./row";
import type { Row } from "./rows";

interface More {
  readonly shown: number;
  readonly step: number;
  readonly onShow: (count: number) => void;
}

interface RowListProps {
  readonly name: string;
  readonly rows: readonly Row[];
  /** How many of them to show, how many more at once, and what shows them. All rows are shown without it. */
  readonly more?: More;
  readonly range: Range;
  readonly activeBar: string | null;
  readonly onOpen: (row: Row) => void;
}

export function RowList({ name, rows, more, range, activeBar, onOpen }: RowListProps) {
  if (rows.length === 0) return null;
  const visible = rows.slice(0, more?.shown);
  return (
    <>
      <ul className="timeline-rows" aria-label={name}>
        {visible.map((row) => (
          <TimelineRow
            key={row.key}
            row={row}
            range={range}
            activeBar={row.bars.some(({ key }) => key === activeBar) ? activeBar : null}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {more !== undefined && visible.length < rows.length && (
        <button
          type="button"
          className="timeline-more"
          onClick={() => more.onShow(visible.length + more.step)}
        >
          {visible.length + more.step < rows.length
            ? `Show ${more.step} more of ${rows.length}`
            : `Show all ${rows.length}`}
        </button>
      )}
    </>
  );
}

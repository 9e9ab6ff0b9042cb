import { usePage } from "../page-context";
import type { Range } from "../time";
import type { Day } from "./days";
import { hoursOf, today } from "./days";
import { placeOf } from "./place";
import { includes } from "./spans";

interface BackdropProps {
  readonly days: readonly Day[];
  readonly range: Range;
}

/** Columns, behind the heads and all rows. The heads say the same in words. */
export function Backdrop({ days, range }: BackdropProps) {
  const { timeZone, now } = usePage();
  const current = today(now, timeZone);
  const [day] = days;
  const columns =
    days.length === 1 && day !== undefined
      ? hoursOf(day, timeZone).map(({ from, to }) => ({ startsAt: from, endsAt: to, isToday: false }))
      : days.map(({ date, from, to }) => ({ startsAt: from, endsAt: to, isToday: date === current }));
  return (
    <div className="timeline-backdrop" aria-hidden="true">
      {columns.map((column) => (
        <span
          key={column.startsAt}
          className={`timeline-column ${column.isToday ? "today" : ""}`}
          style={placeOf(column, range)}
        />
      ))}
    </div>
  );
}

interface NowProps {
  readonly range: Range;
  readonly className: "timeline-now" | "timeline-now-label";
  readonly children?: string;
}

/** The current time, in front of all rows, or below the heads in words. */
export function Now({ range, className, children }: NowProps) {
  const { now } = usePage();
  if (!includes({ startsAt: range.from, endsAt: range.to }, now)) return null;
  const at = now.toISOString();
  return (
    <div className="timeline-front" aria-hidden="true">
      <span className={className} style={placeOf({ startsAt: at, endsAt: at }, range)}>
        {children}
      </span>
    </div>
  );
}

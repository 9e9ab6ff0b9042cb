import { usePage } from "../page-context";
import type { Range } from "../time";
import type { Day } from "./days";
import { dateText, hoursOf, today } from "./days";
import { placeOf } from "./place";

interface HeadsProps {
  readonly days: readonly Day[];
  readonly range: Range;
}

/** The days above the rows, or the hours of a single day. */
export function Heads({ days, range }: HeadsProps) {
  const { timeZone, now } = usePage();
  const [day] = days;
  if (days.length === 1 && day !== undefined)
    return (
      <div className="timeline-heads" aria-hidden="true">
        {hoursOf(day, timeZone).map(({ from, to, label }) => (
          <span key={from} className="timeline-hour" style={placeOf({ startsAt: from, endsAt: to }, range)}>
            {label}
          </span>
        ))}
      </div>
    );

  const current = today(now, timeZone);
  return (
    <ol className="timeline-heads" aria-label="Days">
      {days.map(({ date, from, to, hours, clockChanges }) => {
        const [weekday, dayOfMonth, month] = dateText(Temporal.PlainDate.from(date)).split(" ");
        return (
          <li
            key={date}
            aria-current={date === current ? "date" : undefined}
            style={placeOf({ startsAt: from, endsAt: to }, range)}
          >
            <span className="timeline-weekday">{weekday} </span>
            {dayOfMonth} <span className="timeline-month">{month}</span>
            {clockChanges.length > 0 && (
              <span className="timeline-clocks">
                <span className="timeline-length">{hours} h:</span> {clockChanges.join(", ")}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The days on which clocks change, in words, for what does not fit above the columns. */
export function ClockChanges({ days }: Pick<HeadsProps, "days">) {
  const changed = days.filter(({ clockChanges }) => clockChanges.length > 0);
  if (changed.length === 0) return null;
  return (
    <ul className="timeline-changes">
      {changed.map(({ date, hours, clockChanges }) => (
        <li key={date}>
          {dateText(Temporal.PlainDate.from(date))} has {hours} hours: {clockChanges.join(", ")}.
        </li>
      ))}
    </ul>
  );
}

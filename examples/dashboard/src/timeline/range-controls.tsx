import type { Address } from "../address";
import { usePage } from "../page-context";
import { firstDayOf, moved, today } from "./days";

type RangeInAddress = Pick<Address, "day" | "days">;

/** Changes the range in the address. `useAddress` returns such a function. */
export type SetRange = (change: Partial<RangeInAddress>) => unknown;

interface RangeControlsProps {
  readonly address: RangeInAddress;
  readonly setAddress: SetRange;
}

const lengths = [1, 7, 30] as const;

export function RangeControls({ address: { day, days }, setAddress }: RangeControlsProps) {
  const { timeZone, now } = usePage();
  const current = today(now, timeZone);
  const first = firstDayOf(day, now, timeZone);
  const show = (date: string) => setAddress({ day: date === current ? null : date });

  return (
    <div className="timeline-controls">
      <fieldset>
        <legend className="hidden">First day</legend>
        <button type="button" onClick={() => show(moved(first, -days, timeZone))}>
          Previous
        </button>
        <button type="button" aria-pressed={first === current} onClick={() => show(current)}>
          Today
        </button>
        <button type="button" onClick={() => show(moved(first, days, timeZone))}>
          Next
        </button>
      </fieldset>
      <fieldset>
        <legend className="hidden">Length</legend>
        {lengths.map((length) => (
          <button
            type="button"
            key={length}
            aria-pressed={length === days}
            onClick={() => setAddress({ days: length })}
          >
            {length === 1 ? "1 day" : `${length} days`}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

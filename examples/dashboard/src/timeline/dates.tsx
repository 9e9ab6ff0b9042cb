import type { Ref } from "react";
import type { Range } from "../time";
import { Backdrop, Now } from "./backdrop";
import type { Day } from "./days";
import { Heads } from "./heads";

interface DatesProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly days: readonly Day[];
  readonly range: Range;
}

/** The dates or hours above the rows, and the current time. They stay on the screen while the rows scroll. */
export function Dates({ ref, days, range }: DatesProps) {
  return (
    <div className="timeline-dates" ref={ref}>
      <div className="timeline-plane">
        <Backdrop days={days} range={range} />
        <Heads days={days} range={range} />
        <Now range={range} className="timeline-now-label">
          now
        </Now>
      </div>
    </div>
  );
}

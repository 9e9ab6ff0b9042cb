import type { Ref } from "react";
import type { Range } from "../time";
import { Backdrop, Now } from "./backdrop";
import type { Day } from "./days";
import { Heads } from "./heads";
import type { Overlap } from "./overlaps";

interface DatesProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly days: readonly Day[];
  readonly range: Range;
  readonly overlaps: readonly Overlap[];
}

/** The dates or hours above the rows, and the current time. They stay on the screen while the rows scroll. */
export function Dates({ ref, days, range, overlaps }: DatesProps) {
  return (
    <div className="timeline-dates" ref={ref}>
      <div className="timeline-plane">
        <Backdrop days={days} range={range} overlaps={overlaps} />
        <Heads days={days} range={range} />
        <Now range={range} className="timeline-now-label">
          now
        </Now>
      </div>
    </div>
  );
}

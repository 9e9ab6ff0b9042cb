import { usePage } from "../page-context";
import type { Range } from "../time";
import type { Overlap } from "./overlaps";
import { placeOf } from "./place";
import { spanText } from "./spans";

interface OverlapsProps {
  readonly overlaps: readonly Overlap[];
  readonly range: Range;
  /** Whether there can be overlaps with windows that are not known. */
  readonly isIncomplete: boolean;
}

/** Marks the times in which more than one window is announced or under way. */
export function Overlaps({ overlaps, range, isIncomplete }: OverlapsProps) {
  const { timeZone, now } = usePage();
  if (overlaps.length === 0) return null;
  return (
    <div className="timeline-row timeline-overlaps">
      <div className="timeline-title">
        <span>
          Overlaps
          {isIncomplete && <small>of the known windows</small>}
        </span>
      </div>
      <ul className="timeline-track" aria-label="Overlaps">
        {overlaps.map((overlap) => {
          const count = `${overlap.most} windows at once`;
          const text = `${overlap.most > 2 ? "Up to " : ""}${count}, ${spanText(overlap, timeZone, now)}`;
          return (
            <li
              key={overlap.startsAt}
              className="timeline-overlap"
              style={placeOf(overlap, range)}
              title={text}
            >
              <span className="timeline-count" aria-hidden="true">
                {overlap.most}
              </span>
              <span className="hidden">{text}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A source whose windows are not all known. It could have a window at any time. */
export function Unknown({ text }: { readonly text: string }) {
  return (
    <div className="timeline-row timeline-unknown">
      <div className="timeline-title">
        <bdi>{text}</bdi>
      </div>
      <div className="timeline-track">
        <span className="timeline-fill unknown" />
      </div>
    </div>
  );
}

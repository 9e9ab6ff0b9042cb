import type { Range } from "../time";
import { goesOn } from "./place";
import type { Bar } from "./rows";

/** What a style of the timeline means. */
export interface Meaning {
  readonly name: string;
  /** The classes of a sample. */
  readonly sample: string;
}

interface View {
  readonly range: Range;
  readonly bars: readonly Bar[];
  readonly hasUnknown: boolean;
  readonly hasOverlaps: boolean;
  readonly hasToday: boolean;
}

/** What the styles of a view mean. A style that is not on it has no entry. */
export function meaningsOf({ range, bars, hasUnknown, hasOverlaps, hasToday }: View): readonly Meaning[] {
  const has = (certainty: Bar["certainty"], isEnded = false) =>
    bars.some((bar) => bar.certainty === certainty && bar.isEnded === isEnded);
  const continued = bars.find((bar) => goesOn(bar, range).before || goesOn(bar, range).after);
  return [
    has("UNDERWAY") && { name: "Under way, end unknown", sample: "timeline-fill UNDERWAY" },
    has("DECLARED") && { name: "Announced", sample: "timeline-fill DECLARED" },
    has("DECLARED", true) && { name: "Ended", sample: "timeline-fill DECLARED ended" },
    has("POSSIBLE") && { name: "Possible hours", sample: "timeline-fill POSSIBLE" },
    has("POSSIBLE", true) && { name: "Possible hours, ended", sample: "timeline-fill POSSIBLE ended" },
    hasUnknown && { name: "Unknown", sample: "timeline-fill unknown" },
    continued !== undefined && {
      name: "Continues before or after",
      sample: `timeline-fill ${continued.certainty} begins-before ends-after`,
    },
    hasOverlaps && { name: "Overlap", sample: "timeline-sample timeline-overlap" },
    hasToday && { name: "Today", sample: "timeline-sample timeline-column today" },
  ].filter((meaning) => meaning !== false);
}

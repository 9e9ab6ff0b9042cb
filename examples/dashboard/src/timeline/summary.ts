import type { Day } from "./days";
import { rangeTitle } from "./days";

interface Known {
  /** Announced windows in the range. */
  readonly count: number;
  /** Occurrences that the timeline shows, and all of them. */
  readonly shownCount: number;
  readonly totalCount: number;
  /** Whether every source was read completely. */
  readonly isComplete: boolean;
  readonly isFiltered: boolean;
}

/** Says what is announced in these days, and whether that is all. */
export function summaryOf(days: readonly Day[], known: Known): string {
  const { count, shownCount, totalCount, isComplete, isFiltered } = known;
  const period = days.length === 1 ? `on ${rangeTitle(days)}` : `from ${rangeTitle(days).replace("–", "to")}`;
  const matching = isFiltered ? " that matches the filters" : "";
  if (count === 0)
    return isComplete
      ? `No maintenance${matching} announced ${period}.`
      : `None known: no maintenance${matching} is known to be announced ${period}, but not all data could be read.`;
  if (shownCount < totalCount)
    return `The first ${shownCount} of ${totalCount} announced windows ${period} are shown. Choose fewer days or a filter to see the others.`;
  const windows = `${count} ${count === 1 ? "window" : "windows"}`;
  return isComplete
    ? `${windows} announced ${period}.`
    : `${windows} known to be announced ${period}. There may be more, because not all data could be read.`;
}

import { useMemo } from "react";
import type { TimelineHoursQuery, TimelineQuery, TimelineRunsQuery } from "../graphql/graphql";
import { usePage } from "../page-context";
import type { Range } from "../time";
import { overlapsOf } from "./overlaps";
import { announcedRows, certainSpans, hoursRows } from "./rows";
import { startsOf, underwayRows } from "./underway";

interface Answers {
  readonly certain: TimelineQuery | undefined;
  readonly possible: TimelineHoursQuery | undefined;
  readonly runs: TimelineRunsQuery | undefined;
}

/** The rows of each kind, and the overlaps of what is announced and under way. */
export function useRows({ certain, possible, runs }: Answers, range: Range) {
  const { timeZone, now } = usePage();
  const rows = useMemo(() => {
    const viewpoint = { timeZone, now };
    return {
      announced: announcedRows(certain?.maintenanceOccurrences.nodes ?? [], viewpoint),
      underway: underwayRows(certain?.maintenanceWindows.nodes ?? [], startsOf(runs), range, viewpoint),
      possible: hoursRows(possible?.maintenanceWindows.counts.byDailyHours ?? [], viewpoint),
    };
  }, [certain, possible, runs, range, timeZone, now]);
  const overlaps = useMemo(
    () => overlapsOf(certainSpans([...rows.announced, ...rows.underway]), range),
    [rows.announced, rows.underway, range],
  );
  return { rows, overlaps };
}

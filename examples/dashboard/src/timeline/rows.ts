import type { MaintenanceCertainty, Provider, TimelineHoursQuery, TimelineQuery } from "../graphql/graphql";
import { withUtc } from "../list/when";
import { certaintyNames } from "../names";
import type { Span } from "./spans";
import { dailyHoursText, spanText } from "./spans";

export interface Bar extends Span {
  readonly key: string;
  readonly certainty: MaintenanceCertainty;
  readonly isEnded: boolean;
  /** What the bar stands for, in words. */
  readonly name: string;
}

/** What a click on a bar opens: a window, or the list of all windows that open daily at this UTC time. */
export type Target =
  | { readonly kind: "window"; readonly id: string }
  | { readonly kind: "hours"; readonly startTime: string };

export interface Row {
  readonly key: string;
  readonly title: string;
  readonly provider: Provider | null;
  /** What the bars do not show; null if they show everything. */
  readonly note: string | null;
  /** The times of the bars in words, for narrow screens. */
  readonly times: string | null;
  readonly bars: readonly Bar[];
  readonly target: Target;
}

/** In which zone, and when, the rows are read. */
export interface Viewpoint {
  readonly timeZone: string;
  readonly now: Date;
}

type Occurrence = TimelineQuery["maintenanceOccurrences"]["nodes"][number];
type Possible = TimelineHoursQuery["maintenanceWindows"];
type DailyHours = Possible["counts"]["byDailyHours"][number];

/** One row for each announced window, in the order of their first occurrences. */
export function announcedRows(occurrences: readonly Occurrence[], viewpoint: Viewpoint): readonly Row[] {
  const byWindow = Map.groupBy(occurrences, ({ window }) => window.id);
  return [...byWindow].flatMap(([id, ofWindow]) => {
    const [first] = ofWindow;
    if (first === undefined) return [];
    const { title, provider } = first.window;
    const bars = ofWindow.map((one) => barOf(`${id} ${one.startsAt}`, title, one, one.certainty, viewpoint));
    const times = ofWindow.map((one) => spanText(one, viewpoint.timeZone, viewpoint.now)).join(", ");
    return {
      key: id,
      title,
      provider,
      note: null,
      times,
      bars,
      target: { kind: "window", id } as const,
    };
  });
}

/** One row for all windows that open daily at the same time. */
export function hoursRows(groups: readonly DailyHours[], viewpoint: Viewpoint): readonly Row[] {
  return groups.map(({ startTime, endTime, count, occurrences }) => {
    const title = `${count} Flink ${count === 1 ? "application" : "applications"}`;
    const localHours = dailyHoursText(occurrences, viewpoint.timeZone);
    return {
      key: `hours ${startTime}`,
      title,
      provider: "AWS_FLINK",
      note: `daily ${withUtc(localHours, { startTime, endTime })}`,
      times: null,
      bars: occurrences.map((one) =>
        barOf(`hours ${startTime} ${one.startsAt}`, title, one, "POSSIBLE", viewpoint),
      ),
      target: { kind: "hours", startTime },
    };
  });
}

/** Number of windows that open daily, but later than the windows of all entries. No row contains them. */
export function countBeyondRows(possible: Possible | undefined): number {
  if (possible === undefined) return 0;
  return possible.counts.byDailyHours.reduce((rest, { count }) => rest - count, possible.totalCount);
}

/** A bar of what the schedule says. */
export function barOf(
  key: string,
  title: string,
  { startsAt, endsAt }: Span,
  certainty: MaintenanceCertainty,
  { timeZone, now }: Viewpoint,
): Bar {
  const isEnded = Date.parse(endsAt) <= now.getTime();
  const span = spanText({ startsAt, endsAt }, timeZone, now);
  const name = `${title}, ${certaintyNames[certainty].toLowerCase()}${isEnded ? ", ended" : ""}, ${span}`;
  return { key, startsAt, endsAt, certainty, isEnded, name };
}

/** The times for which maintenance is announced or under way. What is under way outside its hours counts for the current minute. */
export function certainSpans(rows: readonly Row[]): readonly Span[] {
  return rows
    .flatMap(({ bars }) => bars.filter(({ certainty }) => certainty !== "POSSIBLE"))
    .map(({ startsAt, endsAt }) =>
      startsAt === endsAt
        ? { startsAt, endsAt: new Date(Date.parse(startsAt) + 60_000).toISOString() }
        : { startsAt, endsAt },
    );
}

import type { TimelineQuery, TimelineRunsQuery } from "../graphql/graphql";
import type { Range } from "../time";
import { clockTime } from "../time";
import type { Row, Viewpoint } from "./rows";
import { barOf } from "./rows";
import type { Span } from "./spans";
import { dailyHoursText, includes, spanText } from "./spans";

type UnderwayWindow = TimelineQuery["maintenanceWindows"]["nodes"][number];

/** When the maintenance that is under way began, by the id of its window. A window without an entry is one for which that is not known. */
export type Starts = ReadonlyMap<string, string>;

export function startsOf(runs: TimelineRunsQuery | undefined): Starts {
  return new Map(
    runs?.maintenanceWindows.nodes.flatMap((window) => {
      if (window.__typename !== "FlinkMaintenanceWindow") return [];
      const run = window.application.maintenanceHistory?.[0];
      return run?.status === "IN_PROGRESS" ? [[window.id, run.startedAt] as const] : [];
    }),
  );
}

/**
 * One row for each window whose maintenance is under way: possible hours until it began, and one bar from there to the end of the
 * hours, or to now outside of them. If it is not known when it began, that bar is the whole current occurrence, or the current time.
 */
export function underwayRows(
  windows: readonly UnderwayWindow[],
  starts: Starts,
  range: Range,
  viewpoint: Viewpoint,
): readonly Row[] {
  const { now, timeZone } = viewpoint;
  return windows.map(({ id, title, provider, occurrences }) => {
    const startedAt = starts.get(id);
    const current = occurrences.find((one) => includes(one, now));
    const at = now.toISOString();
    // The clock of AWS can be ahead.
    const startsAt = startedAt === undefined ? (current?.startsAt ?? at) : earlier(startedAt, at);
    const span = { startsAt, endsAt: current?.endsAt ?? at };
    const bars = occurrences
      .flatMap((one) => possiblePart(one, startsAt, now))
      .map((one) => barOf(`${id} ${one.startsAt}`, title, one, "POSSIBLE", viewpoint));
    const since = startedAt === undefined ? "now" : `since ${clockTime(startsAt, timeZone, now)}`;
    if (touches(span, range)) {
      const hours = current === undefined ? "" : `, window ${spanText(current, timeZone, now)}`;
      const begun = startedAt === undefined && current !== undefined ? "" : ` ${since}`;
      const name = `${title}, under way${begun}, end unknown${hours}`;
      bars.push({ ...span, key: `${id} now`, certainty: "UNDERWAY", isEnded: false, name });
    }
    bars.sort((one, other) => Date.parse(one.startsAt) - Date.parse(other.startsAt));
    const hours = dailyHoursText(occurrences, timeZone);
    const note = `Under way ${since}, the end is not known${hours === "" ? "" : ` · window ${hours}`}`;
    return { key: id, title, provider, note, times: null, bars, target: { kind: "window", id } };
  });
}

/** What an occurrence says besides the maintenance: all of it if it is in the future, otherwise what is before the maintenance. */
function possiblePart(occurrence: Span, underwayFrom: string, now: Date): readonly Span[] {
  const { startsAt, endsAt } = occurrence;
  if (Date.parse(startsAt) > now.getTime()) return [occurrence];
  if (Date.parse(startsAt) >= Date.parse(underwayFrom)) return [];
  return [{ startsAt, endsAt: earlier(endsAt, underwayFrom) }];
}

const earlier = (one: string, other: string): string => (Date.parse(one) < Date.parse(other) ? one : other);

/** Whether a span, which can be a single instant, is at least partly in a range. */
function touches({ startsAt, endsAt }: Span, { from, to }: Range): boolean {
  return Date.parse(startsAt) < Date.parse(to) && Date.parse(endsAt) >= Date.parse(from);
}

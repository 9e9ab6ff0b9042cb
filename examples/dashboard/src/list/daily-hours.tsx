import { useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import type { DailyHoursQuery, MaintenanceWindowFilter } from "../graphql/graphql";
import { usePage } from "../page-context";
import { CertaintyBadge } from "./badges";
import { dailyHoursQuery } from "./queries";
import { SelectMembers } from "./select-members";
import { Unfilled } from "./unfilled";
import { dailyHours, whenOpen } from "./when";
import { WindowPages } from "./window-pages";

type Hours = DailyHoursQuery["maintenanceWindows"]["counts"]["byDailyHours"][number];

interface DailyHoursProps {
  readonly filter: MaintenanceWindowFilter;
  /** Start times of the hours that are open. */
  readonly opened: readonly string[];
  readonly onOpened: (opened: readonly string[]) => void;
}

/** Rows that are shown at first: one for each full hour. */
const shownAtOnce = 24;

/** Members of a group that one click shows. A change takes as many windows at once. */
const firstMembers = 100;

const byTitle = { field: "TITLE", direction: "ASC" } as const;
const soonestFirst = { field: "NEXT_OCCURRENCE", direction: "ASC" } as const;

/** Flink applications with the same daily hours share a row that opens. The hours that are open, or open soonest, come first. */
export function DailyHours({ filter, opened, onOpened }: DailyHoursProps) {
  const { data, previousData, error, loading, refetch } = useQuery(dailyHoursQuery, {
    variables: { filter },
  });
  const hours = (data ?? previousData)?.maintenanceWindows.counts.byDailyHours;
  const [showsAll, setShowsAll] = useState(false);
  // Hours that a link or the timeline opens keep their row, also for a single application.
  const [linked] = useState(opened);
  const isLoaded = hours !== undefined;
  useEffect(() => {
    const isFocusFree = document.activeElement?.matches("body, main");
    if (isLoaded && isFocusFree) document.getElementById(hoursId(linked[0] ?? ""))?.focus();
  }, [isLoaded, linked]);
  if (hours === undefined)
    return (
      <Unfilled
        rows={shownAtOnce}
        isLoading={loading}
        error={error}
        onRetry={() => void refetch().catch(() => {})}
      />
    );
  const isGroup = ({ count, startTime }: Hours) => count > 1 || linked.includes(startTime);
  const groups = hours.filter(isGroup).sort((one, other) => startOf(one) - startOf(other));
  const shown = groups.filter(
    (group, index) => showsAll || index < shownAtOnce || opened.includes(group.startTime),
  );
  const alone = hours.filter((one) => !isGroup(one)).map(({ startTime }) => startTime);
  return (
    <>
      {shown.map((group) => (
        <HoursRow
          key={group.startTime}
          group={group}
          filter={filter}
          isOpen={opened.includes(group.startTime)}
          onOpen={(isOpen) =>
            onOpened([
              ...opened.filter((one) => one !== group.startTime),
              ...(isOpen ? [group.startTime] : []),
            ])
          }
        />
      ))}
      {shown.length < groups.length && (
        <tbody>
          <tr className="more">
            <td colSpan={5}>
              <button type="button" onClick={() => setShowsAll(true)}>
                Show {groups.length - shown.length} more daily hours
              </button>
            </td>
          </tr>
        </tbody>
      )}
      {alone.length > 0 && (
        <WindowPages
          count={alone.length}
          filter={{ ...filter, startTimes: alone }}
          orderBy={soonestFirst}
          first={shownAtOnce}
        />
      )}
    </>
  );
}

/** Id of the button that opens these hours. */
const hoursId = (startTime: string) => `hours-${startTime}`;

const startOf = ({ nextOccurrence }: Hours) => Date.parse(nextOccurrence?.startsAt ?? "");

interface HoursRowProps {
  readonly group: Hours;
  readonly filter: MaintenanceWindowFilter;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

function HoursRow({ group, filter, isOpen, onOpen }: HoursRowProps) {
  const { timeZone, now } = usePage();
  const { startTime, count, nextOccurrence } = group;
  const members = { filter: { ...filter, startTimes: [startTime] }, orderBy: byTitle, first: firstMembers };
  const when = nextOccurrence === null ? null : whenOpen(nextOccurrence, timeZone, now);
  return (
    <>
      <tbody>
        <tr className="hours">
          <td className="check">
            <SelectMembers {...members} count={count} isOpen={isOpen} onOpen={() => onOpen(true)} />
          </td>
          <th scope="row">
            <button
              type="button"
              id={hoursId(startTime)}
              className="open"
              aria-expanded={isOpen}
              onClick={() => onOpen(!isOpen)}
            >
              {count} Flink {count === 1 ? "application" : "applications"}
            </button>
            <span className="facts">
              <span className="mark AWS_FLINK" aria-hidden="true" /> daily {dailyHours(group, timeZone, now)}
            </span>
          </th>
          <td className="when">
            <div>
              <CertaintyBadge certainty="POSSIBLE" />
              <span>
                <b>{when?.text}</b> <small>{when?.detail}</small>
              </span>
            </div>
          </td>
          <td className="source" />
          <td className="menu" />
        </tr>
      </tbody>
      {isOpen && <WindowPages {...members} count={count} className="members" />}
    </>
  );
}

import type { DailyHoursQuery, MaintenanceWindowFilter } from "../graphql/graphql";
import { usePage } from "../page-context";
import { CertaintyBadge } from "./badges";
import { SelectMembers } from "./select-members";
import { dailyHours, whenOpen } from "./when";
import { WindowPages } from "./window-pages";

export type Hours = DailyHoursQuery["maintenanceWindows"]["counts"]["byDailyHours"][number];

/** Members of a group that one click shows. A change takes as many windows at once. */
const firstMembers = 100;

const byTitle = { field: "TITLE", direction: "ASC" } as const;

/** Id of the button that opens these hours. */
export const hoursId = (startTime: string) => `hours-${startTime}`;

interface HoursRowProps {
  readonly group: Hours;
  readonly filter: MaintenanceWindowFilter;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** The applications with the same daily hours, as a row that opens. */
export function HoursRow({ group, filter, isOpen, onOpen }: HoursRowProps) {
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

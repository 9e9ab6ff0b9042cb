import { useQuery } from "@apollo/client/react";
import { useEffect, useState } from "react";
import type { MaintenanceWindowFilter } from "../graphql/graphql";
import { HoursPart } from "./hours-part";
import type { Hours } from "./hours-row";
import { hoursId } from "./hours-row";
import { dailyHoursQuery } from "./queries";
import { Unfilled } from "./unfilled";

interface DailyHoursProps {
  readonly filter: MaintenanceWindowFilter;
  /** Start times of the hours that are open. */
  readonly opened: readonly string[];
  readonly onOpened: (opened: readonly string[]) => void;
}

/** Rows that are shown at first: one for each full hour. */
const shownAtOnce = 24;

/** Rows that each click adds. A page of the API can hold as many windows. */
const shownMore = 100;

/** Flink applications with the same daily hours share a row that opens. The hours that are open, or open soonest, come first. */
export function DailyHours({ filter, opened, onOpened }: DailyHoursProps) {
  const { data, previousData, error, loading, refetch } = useQuery(dailyHoursQuery, {
    variables: { filter },
  });
  const hours = (data ?? previousData)?.maintenanceWindows.counts.byDailyHours;
  const [addedParts, setAddedParts] = useState(0);
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
  const soonest = hours.toSorted((one, other) => startOf(one) - startOf(other));
  const ends = Array.from({ length: addedParts + 1 }, (_, part) => shownAtOnce + part * shownMore);
  const rest = soonest.slice(ends.at(-1));
  const parts = [
    ...ends.map((end, part) => soonest.slice(ends[part - 1] ?? 0, end)),
    rest.filter(({ startTime }) => opened.includes(startTime)),
  ];
  const hiddenCount = rest.length - (parts.at(-1)?.length ?? 0);
  return (
    <>
      {parts.map((part, index) => (
        <HoursPart
          key={index === parts.length - 1 ? "opened" : index}
          hours={part}
          isGroup={({ count, startTime }) => count > 1 || linked.includes(startTime)}
          filter={filter}
          opened={opened}
          onOpened={onOpened}
        />
      ))}
      {hiddenCount > 0 && (
        <tbody>
          <tr className="more">
            <td colSpan={5}>
              <button type="button" onClick={() => setAddedParts(addedParts + 1)}>
                Show {Math.min(shownMore, hiddenCount)} more daily hours
              </button>
            </td>
          </tr>
        </tbody>
      )}
    </>
  );
}

const startOf = ({ nextOccurrence }: Hours) => Date.parse(nextOccurrence?.startsAt ?? "");

import { useQuery } from "@apollo/client/react";
import type { MaintenanceWindowFilter } from "../graphql/graphql";
import type { FlinkWindow, Window } from "../names";
import { usePage } from "../page-context";
import type { Hours } from "./hours-row";
import { HoursRow } from "./hours-row";
import { windowsQuery } from "./queries";
import { Failure, Unfilled } from "./unfilled";
import { WindowRow } from "./window-row";

const soonestFirst = { field: "NEXT_OCCURRENCE", direction: "ASC" } as const;

interface HoursPartProps {
  readonly hours: readonly Hours[];
  readonly isGroup: (hours: Hours) => boolean;
  readonly filter: MaintenanceWindowFilter;
  readonly opened: readonly string[];
  readonly onOpened: (opened: readonly string[]) => void;
}

/** Some of the daily hours. Applications that are alone in theirs have their own row, and are read with one query. */
export function HoursPart({ hours, isGroup, filter, opened, onOpened }: HoursPartProps) {
  const { hasFailed } = usePage();
  const alone = hours.filter((one) => !isGroup(one)).map(({ startTime }) => startTime);
  const { data, previousData, error, loading, refetch } = useQuery(windowsQuery, {
    variables: {
      filter: { ...filter, startTimes: alone },
      orderBy: soonestFirst,
      first: alone.length,
      after: null,
    },
    skip: alone.length === 0,
  });
  const windows = (data ?? previousData)?.maintenanceWindows.nodes.filter(isFlinkWindow) ?? [];
  const found = new Map(windows.map((window) => [window.startTime, window]));
  // A window that was just moved stays in its place until the hours are read again.
  const moved = data === undefined ? [] : windows.filter(({ startTime }) => !alone.includes(startTime));
  const left = alone.filter((startTime) => !found.has(startTime));
  const windowAt = (startTime: string) => found.get(startTime) ?? moved[left.indexOf(startTime)];
  const retry = () => void refetch().catch(() => {});
  return (
    <>
      {hours.map((one) => {
        const { startTime } = one;
        if (isGroup(one))
          return (
            <HoursRow
              key={startTime}
              group={one}
              filter={filter}
              isOpen={opened.includes(startTime)}
              onOpen={(isOpen) =>
                onOpened([...opened.filter((time) => time !== startTime), ...(isOpen ? [startTime] : [])])
              }
            />
          );
        const window = windowAt(startTime);
        if (window !== undefined)
          return (
            <tbody key={window.id}>
              <WindowRow window={window} />
            </tbody>
          );
        return loading && <Unfilled key={startTime} rows={1} isLoading error={undefined} onRetry={retry} />;
      })}
      {error !== undefined && !hasFailed && (
        <tbody>
          <Failure error={error} onRetry={retry} />
        </tbody>
      )}
    </>
  );
}

const isFlinkWindow = (window: Window): window is FlinkWindow =>
  window.__typename === "FlinkMaintenanceWindow";

import { useQuery } from "@apollo/client/react";
import { useMemo, useState } from "react";
import type { Filter } from "../filters/filter";
import { statusesOf, toSelection } from "../filters/filter";
import type { MaintenanceCertainty, MaintenanceWindowFilter } from "../graphql/graphql";
import type { Range } from "../time";
import { timelineHoursQuery, timelineQuery, timelineRunsQuery } from "./queries";

/** Reads what the timeline shows of a range. */
export function useTimeline({ from, to }: Range, filter: Filter) {
  const selection = filterOf(filter);
  const key = JSON.stringify([from, to, selection]);
  // The same variables as long as they mean the same.
  const variables = useMemo(() => {
    const [from, to, selection] = JSON.parse(key) as [string, string, MaintenanceWindowFilter];
    const having = (certainty: MaintenanceCertainty) => ({ ...selection, certainties: [certainty] });
    return {
      certain: { from, to, announced: having("DECLARED"), underway: having("UNDERWAY") },
      possible: { from, to, possible: having("POSSIBLE") },
      runs: { underway: having("UNDERWAY") },
    };
  }, [key]);
  const certain = useQuery(timelineQuery, { variables: variables.certain });
  const possible = useQuery(timelineHoursQuery, { variables: variables.possible });
  // Not reported if it fails: the timeline then shows the whole window as under way, and the details name the error.
  const runs = useQuery(timelineRunsQuery, { variables: variables.runs, errorPolicy: "all" });
  return {
    certain: useKept(key, certain.data),
    runs: runs.data ?? runs.previousData,
    possible: useKept(key, possible.data),
    error: certain.error ?? possible.error,
    isLoading: certain.loading || possible.loading,
    retry: () => Promise.allSettled([certain.refetch(), possible.refetch()]),
  };
}

/** Past days show windows that have ended, unless the user chose one status. */
function filterOf(filter: Filter): MaintenanceWindowFilter {
  const statuses = statusesOf(filter);
  return { ...toSelection(filter), ...(statuses.length === 1 ? { statuses } : {}) };
}

/** The latest answer to the same question, which stays while a refresh runs or fails. */
function useKept<Data>(key: string, data: Data | undefined): Data | undefined {
  const [kept, keep] = useState({ key, data });
  if (data !== undefined && (kept.key !== key || kept.data !== data)) keep({ key, data });
  return data ?? (kept.key === key ? kept.data : undefined);
}

import type { Filter } from "../filters/filter";
import { statusesOf, toFilterInput, toSelection } from "../filters/filter";
import type { MaintenanceStatus, MaintenanceWindowFilter, SummaryQueryVariables } from "../graphql/graphql";

/** The filters of the sections. A window is in at most one of them; all together are the windows that the filter selects. */
export interface SectionFilters {
  readonly underway: MaintenanceWindowFilter;
  readonly open: MaintenanceWindowFilter;
  readonly upcoming: MaintenanceWindowFilter;
  readonly possible: MaintenanceWindowFilter;
  readonly ended: MaintenanceWindowFilter;
}

export function sectionFilters(filter: Filter): SectionFilters {
  const selection = toSelection(filter);
  const statuses = statusesOf(filter);
  const declared = (status: MaintenanceStatus): MaintenanceWindowFilter => ({
    ...selection,
    certainties: ["DECLARED"],
    statuses: statuses.filter((one) => one === status),
  });
  return {
    underway: { ...selection, certainties: ["UNDERWAY"], statuses },
    open: declared("ACTIVE"),
    upcoming: declared("SCHEDULED"),
    possible: { ...selection, certainties: ["POSSIBLE"], statuses },
    ended: declared("ENDED"),
  };
}

export function summaryVariables(filter: Filter): SummaryQueryVariables {
  const { underway, open, upcoming, possible, ended } = sectionFilters(filter);
  return {
    filter: toFilterInput(filter),
    withoutStatus: toSelection(filter),
    withoutSource: toFilterInput({ ...filter, provider: null, source: [] }),
    underway,
    open,
    upcoming,
    possible,
    ended,
  };
}

import { searchFor } from "../../domain/lists/search-text.js";
import type { SourceSelection } from "../../domain/lists/source-selection.js";
import type { ListedApplication } from "./application-order.js";
import type { FlinkApplicationStatus } from "./model.js";

/** Selects applications. An absent or null field does not restrict it. */
export interface FlinkApplicationFilter extends Omit<SourceSelection, "providers"> {
  readonly applications?: readonly string[] | null | undefined;
  readonly statuses?: readonly FlinkApplicationStatus[] | null | undefined;
  readonly runtimeEnvironments?: readonly string[] | null | undefined;
  readonly hasMaintenanceWindow?: boolean | null | undefined;
  readonly search?: string | null | undefined;
}

type Check = (application: ListedApplication) => boolean;

/** Returns the applications that the filter accepts. The sources, and so the regions, have been selected before. */
export function acceptedApplications(
  applications: readonly ListedApplication[],
  filter: FlinkApplicationFilter,
): readonly ListedApplication[] {
  const checks = checksOf(filter);
  const [only] = checks;
  if (only === undefined) return applications;
  return applications.filter(
    checks.length === 1 ? only : (application) => checks.every((isMet) => isMet(application)),
  );
}

function checksOf({
  accountIds,
  applications,
  statuses,
  runtimeEnvironments,
  hasMaintenanceWindow,
  search,
}: FlinkApplicationFilter): readonly Check[] {
  const checks: Check[] = [];
  if (accountIds) {
    const wanted = new Set(accountIds);
    checks.push(({ node }) => wanted.has(node.accountId));
  }
  if (applications) {
    const wanted = new Set(applications);
    checks.push(({ node }) => wanted.has(node.name) || wanted.has(node.arn));
  }
  if (statuses) {
    const wanted = new Set(statuses);
    checks.push(({ node }) => wanted.has(node.status));
  }
  if (runtimeEnvironments) {
    const wanted = new Set(runtimeEnvironments);
    checks.push(({ node }) => wanted.has(node.runtimeEnvironment));
  }
  if (hasMaintenanceWindow !== undefined && hasMaintenanceWindow !== null)
    checks.push(({ node }) => (node.maintenance !== null) === hasMaintenanceWindow);
  if (search) {
    const isFound = searchFor(search);
    checks.push(({ searchText }) => isFound(searchText));
  }
  return checks;
}

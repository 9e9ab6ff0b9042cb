import { all, hasOneOf, isOneOf } from "../../domain/lists/conditions.js";
import { mentions } from "../../domain/lists/search-text.js";
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

/** Returns the applications that the filter accepts. The sources, and so the regions, have been selected before. */
export function acceptedApplications(
  applications: readonly ListedApplication[],
  { hasMaintenanceWindow, ...filter }: FlinkApplicationFilter,
): readonly ListedApplication[] {
  const condition = all<ListedApplication>([
    isOneOf(filter.accountIds, ({ node }) => node.accountId),
    hasOneOf(filter.applications, ({ node }) => [node.name, node.arn]),
    isOneOf(filter.statuses, ({ node }) => node.status),
    isOneOf(filter.runtimeEnvironments, ({ node }) => node.runtimeEnvironment),
    isOneOf(
      typeof hasMaintenanceWindow === "boolean" ? [hasMaintenanceWindow] : null,
      ({ node }) => node.maintenance !== null,
    ),
    mentions(filter.search, ({ searchText }) => searchText),
  ]);
  return condition === null ? applications : applications.filter(condition);
}

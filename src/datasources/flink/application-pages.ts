import type { Violation } from "../../domain/failures/failure.js";
import { violationsOfConditions } from "../../domain/lists/filter-violations.js";
import type { Page, PageArguments, PagePlan } from "../../domain/lists/pages.js";
import { compareSortKeys, planPage, toPage } from "../../domain/lists/pages.js";
import { firstIndex } from "../../domain/lists/sorted-intervals.js";
import { earliestInstant } from "../../domain/time/instants.js";
import type { FlinkApplicationFilter } from "./application-filter.js";
import { acceptedApplications } from "./application-filter.js";
import type { OrderedApplications } from "./application-order.js";
import { mergedApplications } from "./application-order.js";
import { maxApplicationPageSize } from "./constants.js";
import type { FlinkApplication } from "./model.js";

/** A request for one page of applications. */
export interface ApplicationListPlan extends PagePlan {
  readonly filter: FlinkApplicationFilter;
}

export interface ApplicationListPage extends Page<FlinkApplication> {
  /** Counts the applications of the list over all pages. */
  readonly totalCount: number;
}

/** Returns the plan of a page, and the violations in its arguments, apart from those in the selection of sources. */
export function planApplicationList(
  filter: FlinkApplicationFilter,
  page: PageArguments,
): { readonly plan: ApplicationListPlan; readonly violations: readonly Violation[] } {
  // The order does not depend on the time, and so neither do the cursors.
  const { plan, violations } = planPage(page, { filter }, maxApplicationPageSize, earliestInstant);
  return {
    plan: { ...plan, filter },
    violations: [...violations, ...violationsOfConditions({ search: filter.search })],
  };
}

/**
 * Returns one page of the applications of several sources. If applications appear or disappear between two pages, no other application
 * is repeated or skipped.
 */
export function pageOfApplications(
  sources: readonly OrderedApplications[],
  plan: ApplicationListPlan,
): ApplicationListPage {
  const { filter, first, start } = plan;
  const wanted = acceptedApplications(mergedApplications(sources), filter);
  const isBefore = (index: number) =>
    start !== null && compareSortKeys(wanted[index] as OrderedApplications[number], start) <= 0;
  const from = firstIndex(wanted.length, isBefore);
  return {
    ...toPage(wanted.slice(from, from + first), plan, {
      hasNextPage: from + first < wanted.length,
      hasPreviousPage: from > 0,
    }),
    totalCount: wanted.length,
  };
}

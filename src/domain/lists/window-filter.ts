import type { MaintenanceSource } from "../sources.js";
import type { MaintenanceStatus } from "../time/schedules.js";
import { statusIn } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { currentCertainty } from "../windows/certainty.js";
import type { WindowTexts } from "../windows/scheduled-window.js";
import { searchFor, searchTextOf } from "./search-text.js";
import type { SourceSelection } from "./source-selection.js";
import { includesSource } from "./source-selection.js";
import type { OrderedWindow } from "./window-order.js";
import { phaseOf } from "./window-order.js";

/** Selects windows by what they are about. An absent or null field does not restrict it. */
export interface WindowSelection {
  readonly providers?: readonly string[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly applications?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
}

/** Selects the windows of a list, also by their other fields and by time. */
export interface WindowFilter extends WindowSelection, SourceSelection {
  readonly ids?: readonly string[] | null | undefined;
  readonly applicationStatuses?: readonly string[] | null | undefined;
  readonly createdBy?: readonly string[] | null | undefined;
  readonly certainties?: readonly Certainty[] | null | undefined;
  readonly statuses?: readonly MaintenanceStatus[] | null | undefined;
  readonly activeAt?: Date | null | undefined;
  readonly overlaps?: { readonly from: Date; readonly to: Date } | null | undefined;
}

/** Whether the source can have windows that the filter accepts. Its `ids` are not considered. */
export function selectsSource(filter: WindowFilter, source: MaintenanceSource): boolean {
  const { applications, applicationStatuses, certainties, createdBy } = filter;
  if (certainties && !source.certainties.some((certainty) => certainties.includes(certainty))) return false;
  for (const ofApplications of [applications, applicationStatuses])
    if (ofApplications && (ofApplications.length === 0 || !source.hasApplications)) return false;
  if (createdBy && (createdBy.length === 0 || !source.hasCreators)) return false;
  return includesSource(filter, source);
}

type Condition = (window: OrderedWindow) => boolean;

/**
 * Returns a function that decides whether the filter accepts a window of a selected source; null if it accepts all. Statuses are
 * those at `at`.
 */
export function acceptedBy(filter: WindowFilter, at: Date): Condition | null {
  const conditions = conditionsOf(filter, at);
  const [only] = conditions;
  if (only === undefined) return null;
  return conditions.length === 1 ? only : (window) => conditions.every((isMet) => isMet(window));
}

function conditionsOf(filter: WindowFilter, at: Date): readonly Condition[] {
  const { activeAt, overlaps, search } = filter;
  const conditions: Condition[] = [];
  function wants<Value>(
    values: readonly Value[] | null | undefined,
    valueIn: (window: OrderedWindow) => Value,
  ) {
    if (!values) return;
    // A list can name a value thousands of times.
    const wanted = new Set(values);
    conditions.push((window) => wanted.has(valueIn(window)));
  }
  wants(filter.ids, ({ id }) => id);
  wants<string | null>(filter.accountIds, ({ node }) => node.accountId);
  wants<string | null>(filter.applicationStatuses, ({ node }) => node.applicationStatus);
  wants<string | null>(filter.createdBy, ({ node }) => node.createdById);
  wants(filter.certainties, ({ node }) => currentCertainty(node));
  wants(filter.statuses, (window) => statusOf(window, at));
  if (filter.applications) {
    const wanted = new Set(filter.applications);
    conditions.push(({ node }) => node.applicationNames.some((name) => wanted.has(name)));
  }
  if (activeAt) conditions.push((window) => statusOf(window, activeAt) === "ACTIVE");
  if (overlaps) {
    const [fromMs, toMs] = [overlaps.from.getTime(), overlaps.to.getTime()];
    conditions.push((window) => fromMs < toMs && phaseOf(window, fromMs).startsAtMs < toMs);
  }
  if (search) {
    const isFound = searchFor(search);
    conditions.push(({ searchText }) => isFound(searchText));
  }
  return conditions;
}

/** Returns a function that decides whether the filter can accept a window of which only the texts are known; null for nothing. */
export function possiblyAcceptedBy({
  applications,
  search,
}: WindowSelection): (texts: WindowTexts | null) => boolean {
  const wanted = new Set(applications);
  const isFound = searchFor(search ?? "");
  return (texts) =>
    texts === null ||
    ((!applications || texts.applicationNames.some((name) => wanted.has(name))) &&
      isFound(searchTextOf(texts)));
}

/** Returns the status of a window at an instant. */
export function statusOf(window: OrderedWindow, at: Date): MaintenanceStatus {
  const atMs = at.getTime();
  return statusIn(phaseOf(window, atMs), atMs);
}

import type { MaintenanceSource } from "../sources.js";
import type { MaintenanceStatus, Schedule } from "../time/schedules.js";
import { statusIn } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { currentCertainty } from "../windows/certainty.js";
import type { WindowTexts } from "../windows/scheduled-window.js";
import type { Condition } from "./conditions.js";
import { all, hasOneOf, isOneOf } from "./conditions.js";
import type { OrderedWindow } from "./ordered-window.js";
import { phaseOf } from "./ordered-window.js";
import { mentions, searchTextOf } from "./search-text.js";
import type { SourceSelection } from "./source-selection.js";
import { includesSource } from "./source-selection.js";

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
  /** `HH:MM` */
  readonly startTimes?: readonly string[] | null | undefined;
  readonly activeAt?: Date | null | undefined;
  readonly overlaps?: { readonly from: Date; readonly to: Date } | null | undefined;
}

/** Whether the source can have windows that the filter accepts. Its `ids` are not considered. */
export function selectsSource(filter: WindowFilter, source: MaintenanceSource): boolean {
  const { applications, applicationStatuses, certainties, createdBy, startTimes } = filter;
  if (certainties && !source.certainties.some((certainty) => certainties.includes(certainty))) return false;
  for (const ofApplications of [applications, applicationStatuses])
    if (ofApplications && (ofApplications.length === 0 || !source.hasApplications)) return false;
  if (createdBy && (createdBy.length === 0 || !source.hasCreators)) return false;
  if (startTimes && (startTimes.length === 0 || !source.hasDailyWindows)) return false;
  return includesSource(filter, source);
}

/** Returns the windows of selected sources that the filter accepts. Statuses are those at `at`. */
export function acceptedWindows(
  windows: readonly OrderedWindow[],
  filter: WindowFilter,
  at: Date,
): readonly OrderedWindow[] {
  const condition = acceptedBy(filter, at);
  return condition === null ? windows : windows.filter(condition);
}

/**
 * Returns a function that decides whether the filter accepts a window of a selected source; null if it accepts all. Statuses are
 * those at `at`.
 */
export function acceptedBy(filter: WindowFilter, at: Date): Condition<OrderedWindow> | null {
  const { activeAt, overlaps } = filter;
  return all<OrderedWindow>([
    isOneOf(filter.ids, ({ id }) => id),
    isOneOf<OrderedWindow, string | null>(filter.accountIds, ({ node }) => node.accountId),
    isOneOf<OrderedWindow, string | null>(filter.applicationStatuses, ({ node }) => node.applicationStatus),
    isOneOf<OrderedWindow, string | null>(filter.createdBy, ({ node }) => node.createdById),
    isOneOf(filter.certainties, ({ node }) => currentCertainty(node)),
    isOneOf(filter.statuses, (window) => statusOf(window, at)),
    isOneOf<OrderedWindow, string | null>(filter.startTimes, ({ node }) => dailyStartOf(node.schedule)),
    hasOneOf(filter.applications, ({ node }) => node.applicationNames),
    activeAt ? (window) => statusOf(window, activeAt) === "ACTIVE" : null,
    overlaps ? overlapsRange(overlaps.from.getTime(), overlaps.to.getTime()) : null,
    mentions(filter.search, ({ searchText }) => searchText),
  ]);
}

/** Returns the time at which the window opens every day; null if it opens once. */
function dailyStartOf(schedule: Schedule): string | null {
  return schedule.recurrence === "DAILY" ? schedule.startTime : null;
}

function overlapsRange(fromMs: number, toMs: number): Condition<OrderedWindow> {
  return (window) => fromMs < toMs && phaseOf(window, fromMs).startsAtMs < toMs;
}

/** Returns a function that decides whether the filter can accept a window of which only the texts are known; null for nothing. */
export function possiblyAcceptedBy({
  applications,
  search,
}: WindowSelection): (texts: WindowTexts | null) => boolean {
  const condition = all<WindowTexts>([
    hasOneOf(applications, ({ applicationNames }) => applicationNames),
    mentions(search, searchTextOf),
  ]);
  return (texts) => texts === null || condition === null || condition(texts);
}

/** Returns the status of a window at an instant. */
export function statusOf(window: OrderedWindow, at: Date): MaintenanceStatus {
  const atMs = at.getTime();
  return statusIn(phaseOf(window, atMs), atMs);
}

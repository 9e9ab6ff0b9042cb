import type { Violation } from "../failures/failure.js";
import type { MaintenanceSource } from "../sources.js";
import { contains } from "../time/intervals.js";
import type { MaintenanceStatus } from "../time/schedules.js";
import { nextOccurrence, occurrencesWithin, statusAt } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { maxSearchLength } from "./constants.js";

/** Selects the windows of a list. An absent or null field does not restrict it. */
export interface WindowFilter {
  readonly providers?: readonly string[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly statuses?: readonly MaintenanceStatus[] | null | undefined;
  readonly activeAt?: Date | null | undefined;
  readonly overlaps?: { readonly from: Date; readonly to: Date } | null | undefined;
  readonly search?: string | null | undefined;
}

/** Whether the filter accepts windows of the source. */
export function selectsSource(filter: WindowFilter, source: MaintenanceSource): boolean {
  if (filter.providers && !filter.providers.includes(source.provider)) return false;
  return !filter.sources || filter.sources.includes(source.id);
}

/** Whether the filter accepts every window, apart from its source. */
export function acceptsAll({ statuses, activeAt, overlaps, search }: WindowFilter): boolean {
  return !statuses && !activeAt && !overlaps && !search;
}

/** Whether the filter accepts the window, apart from its source. The window's status is computed at `at`. */
export function matches(window: ScheduledWindow, filter: WindowFilter, at: Date): boolean {
  const { statuses, activeAt, overlaps, search } = filter;
  if (statuses && !statuses.includes(statusAt(window.schedule, at))) return false;
  if (activeAt && !isOpenAt(window, activeAt)) return false;
  if (overlaps) {
    const range = { startsAt: overlaps.from, endsAt: overlaps.to };
    if (occurrencesWithin(window.schedule, range, 1).length === 0) return false;
  }
  return !search || mentions(window, search);
}

/** Returns the violations in a filter. */
export function violationsOfFilter(
  filter: WindowFilter,
  knownSourceIds: readonly string[],
): readonly Violation[] {
  const violations: Violation[] = [];
  if (filter.overlaps && filter.overlaps.to < filter.overlaps.from) {
    violations.push({
      path: ["filter", "overlaps"],
      code: "ENDS_BEFORE_START",
      message: "`filter.overlaps.to` must not be before `filter.overlaps.from`.",
    });
  }
  if (filter.search && filter.search.length > maxSearchLength) {
    violations.push({
      path: ["filter", "search"],
      code: "TOO_LONG",
      message: `\`filter.search\` must be at most ${maxSearchLength} characters long.`,
    });
  }
  const unknownSources = (filter.sources ?? []).filter((id) => !knownSourceIds.includes(id));
  if (unknownSources.length > 0) {
    violations.push({
      path: ["filter", "sources"],
      code: "OUT_OF_RANGE",
      message: `\`filter.sources\` contains unknown sources: ${unknownSources.join(", ")}. \`maintenanceSources\` lists the ids of all sources.`,
    });
  }
  return violations;
}

function isOpenAt(window: ScheduledWindow, instant: Date): boolean {
  const next = nextOccurrence(window.schedule, instant);
  return next !== null && contains(next, instant);
}

function mentions(window: ScheduledWindow, search: string): boolean {
  const needle = search.toLowerCase();
  return [window.title, ...window.searchTexts].some((text) => text.toLowerCase().includes(needle));
}

import type { Violation } from "../failures/failure.js";
import { shortened } from "../failures/shortened.js";
import type { MaintenanceSource } from "../sources.js";
import type { MaintenanceStatus } from "../time/schedules.js";
import { statusIn } from "../time/schedules.js";
import { maxNamedSources, maxSearchLength } from "./constants.js";
import type { OrderedWindow } from "./window-order.js";
import { phaseOf } from "./window-order.js";

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

/** Returns a function that decides whether the filter accepts a window, apart from its source. Statuses are those at `at`. */
export function acceptedBy(filter: WindowFilter, at: Date): (window: OrderedWindow) => boolean {
  const { statuses, activeAt, overlaps, search } = filter;
  const checks: ((window: OrderedWindow) => boolean)[] = [];
  if (statuses) {
    // A list can name a status thousands of times.
    const wanted = new Set(statuses);
    checks.push((window) => wanted.has(statusOf(window, at)));
  }
  if (activeAt) checks.push((window) => statusOf(window, activeAt) === "ACTIVE");
  if (overlaps) {
    const [fromMs, toMs] = [overlaps.from.getTime(), overlaps.to.getTime()];
    checks.push((window) => fromMs < toMs && phaseOf(window, fromMs).startsAtMs < toMs);
  }
  if (search) {
    const text = search.toLowerCase();
    checks.push(({ searchText }) => searchText.includes(text));
  }
  const [only] = checks;
  return only !== undefined && checks.length === 1
    ? only
    : (window) => checks.every((isMet) => isMet(window));
}

function statusOf(window: OrderedWindow, at: Date): MaintenanceStatus {
  const atMs = at.getTime();
  return statusIn(phaseOf(window, atMs), atMs);
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
    const named = unknownSources.slice(0, maxNamedSources).map(shortened).join(", ");
    const more = unknownSources.length - maxNamedSources;
    violations.push({
      path: ["filter", "sources"],
      code: "OUT_OF_RANGE",
      message: `\`filter.sources\` contains unknown sources: ${named}${more > 0 ? ` and ${more} more` : ""}. \`maintenanceSources\` lists the ids of all sources.`,
    });
  }
  return violations;
}

import type { Violation } from "../failures/failure.js";
import { named } from "../failures/quoted-values.js";
import type { MaintenanceSource } from "../sources.js";
import type { MaintenanceStatus } from "../time/schedules.js";
import { statusIn } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { currentCertainty } from "../windows/certainty.js";
import type { WindowTexts } from "../windows/scheduled-window.js";
import { maxSearchLength } from "./constants.js";
import { searchedText, searchTextOf } from "./search-text.js";
import type { OrderedWindow } from "./window-order.js";
import { phaseOf } from "./window-order.js";

/** Selects windows by what they are about. An absent or null field does not restrict it. */
export interface WindowSelection {
  readonly providers?: readonly string[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly applications?: readonly string[] | null | undefined;
  readonly search?: string | null | undefined;
}

/** Selects the windows of a list, also by time. */
export interface WindowFilter extends WindowSelection {
  readonly certainties?: readonly Certainty[] | null | undefined;
  readonly statuses?: readonly MaintenanceStatus[] | null | undefined;
  readonly activeAt?: Date | null | undefined;
  readonly overlaps?: { readonly from: Date; readonly to: Date } | null | undefined;
}

/** Whether the filter accepts windows of the source. */
export function selectsSource(filter: WindowFilter, source: MaintenanceSource): boolean {
  const { providers, sources, applications, certainties } = filter;
  if (providers && !providers.includes(source.provider)) return false;
  if (certainties && !source.certainties.some((certainty) => certainties.includes(certainty))) return false;
  if (applications && (applications.length === 0 || !source.hasApplications)) return false;
  return !sources || sources.includes(source.id);
}

/** Whether the filter accepts every window, apart from its source. */
export function acceptsAll(filter: WindowFilter): boolean {
  const { applications, certainties, statuses, activeAt, overlaps, search } = filter;
  return !applications && !certainties && !statuses && !activeAt && !overlaps && !search;
}

/** Returns a function that decides whether the filter accepts a window, apart from its source. Statuses are those at `at`. */
export function acceptedBy(filter: WindowFilter, at: Date): (window: OrderedWindow) => boolean {
  const { applications, certainties, statuses, activeAt, overlaps, search } = filter;
  const checks: ((window: OrderedWindow) => boolean)[] = [];
  if (applications) {
    const wanted = new Set(applications);
    checks.push(({ node }) => node.applicationNames.some((name) => wanted.has(name)));
  }
  if (certainties) {
    const wanted = new Set(certainties);
    checks.push(({ node }) => wanted.has(currentCertainty(node)));
  }
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
    const text = searchedText(search);
    checks.push(({ searchText }) => searchText.includes(text));
  }
  const [only] = checks;
  return only !== undefined && checks.length === 1
    ? only
    : (window) => checks.every((isMet) => isMet(window));
}

/** Returns a function that decides whether the filter can accept a window of which only the texts are known; null for nothing. */
export function possiblyAcceptedBy({
  applications,
  search,
}: WindowSelection): (texts: WindowTexts | null) => boolean {
  const wanted = new Set(applications);
  const text = searchedText(search ?? "");
  return (texts) =>
    texts === null ||
    ((!applications || texts.applicationNames.some((name) => wanted.has(name))) &&
      searchTextOf(texts).includes(text));
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
  const violations = [...violationsOfConditions(filter)];
  const unknown = unknownSources(filter, knownSourceIds);
  if (unknown.length > 0) {
    const message = `\`filter.sources\` contains unknown sources: ${named(unknown)}. \`maintenanceSources\` lists the ids of all sources.`;
    violations.push({ path: ["filter", "sources"], code: "OUT_OF_RANGE", message });
  }
  return violations;
}

/** Returns the sources in a filter that do not exist, or that the caller cannot read. */
export function unknownSources(
  { sources }: WindowSelection,
  knownSourceIds: readonly string[],
): readonly string[] {
  return (sources ?? []).filter((id) => !knownSourceIds.includes(id));
}

/** Returns the violations in a filter, apart from its sources. */
export function violationsOfConditions(filter: WindowFilter): readonly Violation[] {
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
  return violations;
}

import type { Violation } from "../failures/failure.js";
import { named } from "../failures/quoted-values.js";
import type { MaintenanceSource } from "../sources.js";
import { maxSearchLength, maxSearchWords } from "./constants.js";
import { searchedWords } from "./search-text.js";
import type { WindowFilter, WindowSelection } from "./window-filter.js";

/** What a filter can name. */
export interface Nameable {
  /** The sources that the caller may read. */
  readonly sources: readonly MaintenanceSource[];
  /** Whether the text has the form of a window's id. */
  readonly isWindowId: (text: string) => boolean;
}

/** Returns the violations in the filter of a list. */
export function violationsOfFilter(filter: WindowFilter, nameable: Nameable): readonly Violation[] {
  return [...violationsOfConditions(filter), ...violationsOfNames(filter, nameable)];
}

/** Returns a violation for each list that names something unknown. An empty result would look like no maintenance. */
function violationsOfNames(filter: WindowFilter, { sources, isWindowId }: Nameable): readonly Violation[] {
  const malformed = (filter.ids ?? []).filter((id) => !isWindowId(id));
  const violations: Violation[] = [];
  if (malformed.length > 0) {
    const message = `\`filter.ids\` contains texts that are not ids of windows: ${named(malformed)}. Use the \`id\` field of windows.`;
    violations.push({ path: ["filter", "ids"], code: "MALFORMED", message });
  }
  const sourceIds = sources.map(({ id }) => id);
  return [
    ...violations,
    ...violationOf("sources", unknownSources(filter, sourceIds), "the ids of all sources"),
    ...violationsOfPlaces(filter, sources),
  ];
}

/** Returns a violation for each list that names a region or an account of no source. */
export function violationsOfPlaces(
  { regions, accountIds }: Pick<WindowFilter, "regions" | "accountIds">,
  sources: readonly MaintenanceSource[],
): readonly Violation[] {
  const known = sources.filter(({ region }) => region !== null);
  const unknownRegions = (regions ?? []).filter((region) =>
    known.every((source) => source.region !== region),
  );
  // While the account of a source is unknown, it can be any account.
  const unknownAccounts = (accountIds ?? []).filter((id) =>
    known.every(({ accountId }) => accountId !== null && accountId !== id),
  );
  return [
    ...violationOf("regions", unknownRegions, "the regions of all sources"),
    ...violationOf("accountIds", unknownAccounts, "the accounts of all sources"),
  ];
}

function violationOf(
  field: "sources" | "regions" | "accountIds",
  unknown: readonly string[],
  listed: string,
): readonly Violation[] {
  if (unknown.length === 0) return [];
  const what = { sources: "sources", regions: "regions", accountIds: "accounts" }[field];
  const message = `\`filter.${field}\` contains unknown ${what}: ${named(unknown)}. \`maintenanceSources\` lists ${listed}.`;
  return [{ path: ["filter", field], code: "OUT_OF_RANGE", message }];
}

/** Returns the sources in a filter that do not exist, or that the caller cannot read. */
export function unknownSources(
  { sources }: WindowSelection,
  knownSourceIds: readonly string[],
): readonly string[] {
  return (sources ?? []).filter((id) => !knownSourceIds.includes(id));
}

/** Returns the violations in a filter that do not depend on what exists. */
export function violationsOfConditions({ overlaps, search }: WindowFilter): readonly Violation[] {
  const violations: Violation[] = [];
  if (overlaps && overlaps.to < overlaps.from) {
    violations.push({
      path: ["filter", "overlaps"],
      code: "ENDS_BEFORE_START",
      message: "`filter.overlaps.to` must not be before `filter.overlaps.from`.",
    });
  }
  if (search && search.length > maxSearchLength) {
    violations.push({
      path: ["filter", "search"],
      code: "TOO_LONG",
      message: `\`filter.search\` must be at most ${maxSearchLength} characters long.`,
    });
  } else if (search && searchedWords(search).length > maxSearchWords) {
    violations.push({
      path: ["filter", "search"],
      code: "TOO_LONG",
      message: `\`filter.search\` must have at most ${maxSearchWords} different words.`,
    });
  }
  return violations;
}

import type { Violation } from "../failures/failure.js";
import { named } from "../failures/quoted-values.js";
import type { MaintenanceSource } from "../sources.js";
import { maxSearchLength, maxSearchTerms } from "./constants.js";
import { searchedTerms } from "./search-text.js";
import { violationsOfSelection } from "./source-selection.js";
import type { WindowFilter } from "./window-filter.js";

/** What exists, for the checks of a filter. */
export interface KnownNames {
  /** The sources that the caller may read. */
  readonly sources: readonly MaintenanceSource[];
  /** Whether the text has the form of a window's id. */
  readonly isWindowId: (text: string) => boolean;
}

/** Returns the violations in the filter of a list. */
export function violationsOfFilter(
  filter: WindowFilter,
  { sources, isWindowId }: KnownNames,
): readonly Violation[] {
  const malformed = (filter.ids ?? []).filter((id) => !isWindowId(id));
  const message = `\`filter.ids\` contains texts that are not ids of windows: ${named(malformed)}. Use the \`id\` field of windows.`;
  return [
    ...violationsOfConditions(filter),
    ...(malformed.length === 0 ? [] : [{ path: ["filter", "ids"], code: "MALFORMED", message } as const]),
    ...violationsOfSelection(filter, sources),
  ];
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
  } else if (search && searchedTerms(search).length > maxSearchTerms) {
    violations.push({
      path: ["filter", "search"],
      code: "TOO_LONG",
      message: `\`filter.search\` must have at most ${maxSearchTerms} different words and phrases.`,
    });
  }
  return violations;
}

import * as v from "valibot";
import { providerNames } from "../../datasources/registry.js";
import type { WindowFilter } from "../../domain/lists/window-filter.js";
import { selectsSource } from "../../domain/lists/window-filter.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import type { Certainty } from "../../domain/windows/certainty.js";
import { certainties } from "../../domain/windows/certainty.js";
import type { QueryString } from "../http/query-parameters.js";
import {
  choiceParameter,
  meantName,
  readParameters,
  searchParameter,
  shownName,
} from "../http/query-parameters.js";
import { maxFeedDays } from "./constants.js";

/** The parameters of a calendar request. */
export interface CalendarQuery {
  /** Selects the windows, whatever their certainty: a window under way is also one in which maintenance is possible. */
  readonly filter: WindowFilter;
  /** The certainties of the events to include. */
  readonly certainties: readonly Certainty[];
  /** Number of days from now; null for all events. */
  readonly days: number | null;
  /** Identifies the feed among those of callers with the same permissions. */
  readonly key: string;
}

/**
 * Parses a query string. Throws HttpError. Ignores unknown parameters, because calendar apps and link trackers add their own, and a
 * subscription must not break.
 */
export function readCalendarQuery(
  given: QueryString,
  knownSources: readonly MaintenanceSource[],
): CalendarQuery {
  const schema = schemaFor(knownSources.map(({ id }) => id));
  const parameters = readParameters(schema, given, "calendar", faultOfUnknown);
  const { source, provider, certainty, search, days } = parameters;
  const selection = { sources: source, providers: provider, certainties: certainty };
  const sources = knownSources.filter((known) => selectsSource(selection, known)).map(({ id }) => id);
  return {
    filter: { sources, search },
    certainties: certainty ?? certainties,
    days: days ?? null,
    key: JSON.stringify([source, provider, certainty, search, days]),
  };
}

/** Filters of the API and of the deploy gate that the calendar lacks, and the parameters that select the same; null if none does. */
const filtersElsewhere: ReadonlyMap<string, string | null> = new Map([
  ["application", "search"],
  ["applications", "search"],
  ["certainties", "certainty"],
  ["regions", "search"],
  ["account", "search"],
  ["accountIds", "search"],
  ["ids", null],
  ["applicationStatuses", null],
  ["createdBy", null],
  ["startTimes", null],
  ["statuses", null],
  ["status", null],
  ["activeAt", "days"],
  ["overlaps", "days"],
  ["lasting", "days"],
  ["maxAge", null],
]);

function faultOfUnknown(name: string, known: readonly string[]): string | null {
  const elsewhere = meantName(name, [...filtersElsewhere.keys()]);
  const meant = meantName(name, known) ?? (elsewhere === null ? null : filtersElsewhere.get(elsewhere));
  if (meant === null && elsewhere === null) return null;
  return `${shownName(name)} is not a parameter of the calendar${meant ? `. Use ${meant}` : ""}`;
}

function schemaFor(knownSourceIds: readonly string[]) {
  const daysRule = `must be a single whole number from 1 to ${maxFeedDays}`;
  return v.object({
    source: v.optional(choiceParameter(knownSourceIds, (text) => text)),
    provider: v.optional(choiceParameter(providerNames, (text) => text.toUpperCase())),
    certainty: v.optional(choiceParameter(certainties, (text) => text.toUpperCase())),
    search: v.optional(searchParameter),
    days: v.optional(
      v.pipe(
        v.string(daysRule),
        v.regex(/^[0-9]{1,3}$/, daysRule),
        v.transform(Number),
        v.minValue(1, daysRule),
        v.maxValue(maxFeedDays, daysRule),
      ),
    ),
  });
}

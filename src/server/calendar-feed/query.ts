import * as v from "valibot";
import { providerNames } from "../../datasources/registry.js";
import type { WindowFilter } from "../../domain/lists/window-filter.js";
import type { QueryString } from "../http/query-parameters.js";
import { choiceParameter, readParameters, searchParameter } from "../http/query-parameters.js";
import { maxFeedDays } from "./constants.js";

/** The parameters of a calendar request. */
export interface CalendarQuery {
  readonly filter: WindowFilter;
  /** Number of days from now; null for all events. */
  readonly days: number | null;
}

/** Parses a query string. Throws HttpError. */
export function readCalendarQuery(given: QueryString, knownSourceIds: readonly string[]): CalendarQuery {
  const schema = schemaFor(knownSourceIds);
  const { source, provider, search, days } = readParameters(schema, given, "calendar", unknownReasons);
  return { filter: { sources: source, providers: provider, search }, days: days ?? null };
}

const unknownReasons = new Map([["token", "token is not accepted, because CALENDAR_TOKEN is not set"]]);

function schemaFor(knownSourceIds: readonly string[]) {
  const daysRule = `must be a single whole number from 1 to ${maxFeedDays}`;
  return v.object({
    source: v.optional(choiceParameter(knownSourceIds, (text) => text)),
    provider: v.optional(choiceParameter(providerNames, (text) => text.toUpperCase())),
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

import * as v from "valibot";
import { providerNames } from "../../datasources/registry.js";
import { maxSearchLength } from "../../domain/lists/constants.js";
import type { WindowFilter } from "../../domain/lists/window-filter.js";
import { HttpError } from "../http/http-error.js";
import { maxFeedDays } from "./constants.js";

/** A query string as Fastify parses it: a repeated parameter is a list. */
export type QueryString = Readonly<Record<string, unknown>>;

/** The parameters of a calendar request. */
export interface CalendarQuery {
  readonly filter: WindowFilter;
  /** Number of days from now; null for all events. */
  readonly days: number | null;
}

/** Parses a query string. Throws HttpError, which names every invalid parameter but quotes no values. */
export function readCalendarQuery(given: QueryString, knownSourceIds: readonly string[]): CalendarQuery {
  const schema = schemaFor(knownSourceIds);
  const { success, output, issues = [] } = v.safeParse(schema, given, { abortPipeEarly: true });
  const parameters = Object.keys(schema.entries);
  const unknown = Object.keys(given).filter((key) => !parameters.includes(key));
  if (success && unknown.length === 0) {
    const { source, provider, search, days } = output;
    return { filter: { sources: source, providers: provider, search }, days: days ?? null };
  }
  const faults = [
    ...issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`),
    ...new Set(
      unknown.map((key) =>
        key === "token"
          ? "token is not accepted, because CALENDAR_TOKEN is not set"
          : `${nameOf(key)} is not one of the parameters ${parameters.join(", ")}`,
      ),
    ),
  ];
  throw new HttpError(400, "BAD_REQUEST", `Invalid calendar query: ${faults.join("; ")}.`);
}

function schemaFor(knownSourceIds: readonly string[]) {
  const daysRule = `must be a single whole number from 1 to ${maxFeedDays}`;
  const searchRule = `must be a single string of 1 to ${maxSearchLength} characters`;
  return v.object({
    source: v.optional(listOf(knownSourceIds, (text) => text)),
    provider: v.optional(listOf(providerNames, (text) => text.toUpperCase())),
    search: v.optional(
      v.pipe(v.string(searchRule), v.nonEmpty(searchRule), v.maxLength(maxSearchLength, searchRule)),
    ),
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

/** A list of known values: comma-separated, in repeated parameters, or both. */
function listOf(known: readonly string[], normal: (text: string) => string) {
  return v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given): readonly string[] => [given].flat().flatMap((text) => text.split(",").map(normal))),
    v.check(
      (texts) => texts.every((text) => known.includes(text)),
      known.length === 0
        ? "must be omitted, because there are no values to choose from"
        : `must name one or more of ${known.join(", ")}`,
    ),
  );
}

/** Hides names of 32 characters or more: such a name can be a misplaced token. */
function nameOf(parameter: string): string {
  return /^[\w.-]{1,31}$/.test(parameter) ? parameter : "a parameter";
}

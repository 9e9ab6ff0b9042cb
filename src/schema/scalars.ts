import { GraphQLScalarType, Kind } from "graphql";
import { GraphQLDateTimeISO } from "graphql-scalars";
import type { Duration as ParsedDuration } from "../domain/time/durations.js";
import { durationText, parseDuration } from "../domain/time/durations.js";
import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import { isUtcTime } from "../domain/time/utc-times.js";
import { isTimeZone } from "../domain/time/wall-clock.js";

/** An instant. Years from 0001 to 9999, which is what RFC 3339 can write. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description:
    "An instant, RFC 3339 with an offset, e.g. `2026-03-01T09:30:00Z` or `2026-03-01T10:30:00+01:00`. An instant without a zone is refused. Answers are in UTC with milliseconds.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
  serialize: (value) => (value instanceof Date ? value : new Date(Number.NaN)).toISOString(),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
});

/** A wall-clock minute in UTC. */
export const UtcTime = textScalar(
  "UtcTime",
  "A 24-hour wall-clock minute in UTC, `HH:MM`, from `00:00` to `23:59`.",
  isUtcTime,
  'It must be a 24-hour time in UTC, such as "09:30".',
);

/** An IANA time zone. */
export const TimeZone = textScalar(
  "TimeZone",
  "An IANA time zone name, e.g. `Europe/Berlin` or `UTC`. A bare offset such as `+02:00` is refused.",
  isTimeZone,
  'It must be an IANA time zone name, such as "Europe/Berlin".',
);

/** A length of time. */
export const Duration = new GraphQLScalarType<ParsedDuration, string>({
  name: "Duration",
  description:
    "An ISO 8601 duration, e.g. `PT8H` or `P1DT12H`. Years, months and weeks are those of the calendar in UTC, a day has 24 hours. Only the last of hours, minutes and seconds may have a fraction, e.g. `PT1.5H`. Answers are in hours, minutes and seconds.",
  specifiedByURL: "https://www.iso.org/iso-8601-date-and-time-format.html",
  serialize: (value) => durationText(value as ParsedDuration),
  parseValue: parseLength,
  parseLiteral: (node) => parseLength(node.kind === Kind.STRING ? node.value : null),
});

function parseLength(value: unknown): ParsedDuration {
  const duration = typeof value === "string" ? parseDuration(value) : null;
  if (duration !== null) return duration;
  throw new TypeError('It must be an ISO 8601 duration, such as "PT8H" or "P1DT12H".');
}

function parseInstant(value: unknown): Date {
  const instant = tryParseInstant(value);
  if (instant === null || instant < earliestInstant || instant > latestInstant) {
    throw new TypeError(
      'It must be an RFC 3339 instant with an offset, in the years 0001 to 9999 and without leap seconds, such as "2026-03-01T09:30:00Z".',
    );
  }
  return instant;
}

function tryParseInstant(value: unknown): Date | null {
  try {
    return typeof value === "string" ? GraphQLDateTimeISO.parseValue(value) : null;
  } catch {
    return null;
  }
}

function textScalar(
  name: string,
  description: string,
  isValid: (text: string) => boolean,
  rule: string,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== "string" || !isValid(value)) throw new TypeError(rule);
    return value;
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: String,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

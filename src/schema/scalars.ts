import { GraphQLScalarType, Kind } from "graphql";
import type { Duration as ParsedDuration } from "../domain/time/durations.js";
import { durationText, parseDuration } from "../domain/time/durations.js";
import { parseInstantInput } from "../domain/time/instant-input.js";
import { instantText } from "../domain/time/instants.js";
import { isUtcTime } from "../domain/time/utc-times.js";
import { isTimeZone } from "../domain/time/wall-clock.js";

/** An instant in the years 0001 to 9999, the range of RFC 3339. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description:
    "An instant with its UTC offset, e.g. `2026-03-01T09:30:00Z` or `2026-03-01T10:30:00+01:00`. The offset is required. Seconds can be omitted (`2026-03-01T09:30Z`), `t` and `z` can be in lower case, and a space can replace `T`. Leap seconds, the hour 24 and years outside 0001 to 9999 are rejected. Responses are in UTC, with milliseconds. Source: RFC 3339.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc3339",
  serialize: (value) => instantText(value instanceof Date ? value : new Date(Number.NaN)),
  parseValue: parseInstant,
  parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : null),
});

/** A time of day in UTC, to the minute. */
export const UtcTime = textScalar({
  name: "UtcTime",
  description: "A time of day in UTC, `HH:MM` on a 24-hour clock, from `00:00` to `23:59`.",
  example: "09:30",
  isValid: isUtcTime,
  problem:
    'The value is not a time of day in the form "HH:MM", from "00:00" to "23:59". Send a time in UTC, for example "09:30".',
});

/** An IANA time zone. */
export const TimeZone = textScalar({
  name: "TimeZone",
  description:
    "An IANA time zone name, e.g. `Europe/Berlin` or `UTC`. An offset such as `+02:00` is rejected.",
  example: "Europe/Berlin",
  isValid: isTimeZone,
  problem:
    'The value is not the name of an IANA time zone. Send a name, not an offset, for example "Europe/Berlin" or "UTC".',
});

/** A length of time. */
export const Duration = new GraphQLScalarType<ParsedDuration, string>({
  name: "Duration",
  description:
    "A length of time, e.g. `PT8H` or `P1DT12H`. Years, months and weeks follow the calendar in UTC; a day has 24 hours. Only the smallest of hours, minutes and seconds may have a fraction, e.g. `PT1.5H`. Responses are in hours, minutes and seconds. Source: ISO 8601.",
  specifiedByURL: "https://www.iso.org/iso-8601-date-and-time-format.html",
  serialize: (value) => durationText(value as ParsedDuration),
  parseValue: parseLength,
  parseLiteral: (node) => parseLength(node.kind === Kind.STRING ? node.value : null),
});

function parseLength(value: unknown): ParsedDuration {
  if (typeof value !== "string") throw notString("PT8H");
  const duration = parseDuration(value);
  if (duration !== null) return duration;
  throw new TypeError(
    'The value is not an ISO 8601 duration. Send "P", whole years, months, weeks and days, then "T", hours, minutes and seconds, all in capital letters and without a sign, for example "PT8H" or "P1DT12H".',
  );
}

function parseInstant(value: unknown): Date {
  if (typeof value !== "string") throw notString("2026-01-31T10:00:00Z");
  const parsed = parseInstantInput(value);
  if ("problem" in parsed) throw new TypeError(parsed.problem);
  return parsed.instant;
}

function notString(example: string): TypeError {
  return new TypeError(`The value is not a string. Send a string, for example "${example}".`);
}

interface TextScalar {
  readonly name: string;
  readonly description: string;
  readonly example: string;
  readonly isValid: (text: string) => boolean;
  /** Error message for a string that is not valid. */
  readonly problem: string;
}

function textScalar({
  name,
  description,
  example,
  isValid,
  problem,
}: TextScalar): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value !== "string") throw notString(example);
    if (!isValid(value)) throw new TypeError(problem);
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

import type { GraphQLScalarType } from "graphql";
import { Kind } from "graphql";
import { describe, expect, test } from "vitest";
import { DateTime, Duration, TimeZone, UtcTime } from "../../src/schema/scalars.js";

const notString = /^The value is not a string\. Send a string, for example ".+"\.$/;

describe.each<[GraphQLScalarType, [value: unknown, problem: string | RegExp][]]>([
  [
    DateTime,
    [
      [1_769_853_600, notString],
      ["tomorrow", "The value is not an RFC 3339 instant."],
      ["2026-01-31", "The value is a date without a time."],
      ["2026-01-31T10:00:00", "The value has no UTC offset."],
      ["2026-01-31T10:00:00.5", "The value has no UTC offset."],
      ["2026-02-30T10:00:00Z", "The value has the date 2026-02-30, which does not exist."],
      ["2026-01-31T25:00:00Z", "The value has the hour 25, which does not exist."],
      ["2016-12-31T23:59:60Z", "The value is a leap second, which is not supported."],
      ["0000-06-01T00:00:00Z", "The value is outside the years 0001 to 9999 in UTC."],
    ],
  ],
  [
    UtcTime,
    [
      [930, notString],
      ["24:00", 'The value is not a time of day in the form "HH:MM", from "00:00" to "23:59".'],
    ],
  ],
  [
    TimeZone,
    [
      [2, notString],
      ["+02:00", "The value is not the name of an IANA time zone."],
      ["Mars/Base", "The value is not the name of an IANA time zone."],
    ],
  ],
  [
    Duration,
    [
      [8, notString],
      ["2h", "The value is not an ISO 8601 duration."],
      ["pt8h", "The value is not an ISO 8601 duration."],
      ["-PT8H", "The value is not an ISO 8601 duration."],
      ["P1.5D", "The value is not an ISO 8601 duration."],
    ],
  ],
])("%s", (scalar, rejected) => {
  test.each(rejected)("rejects %j and names the broken rule", (value, problem) => {
    expect(() => scalar.parseValue(value)).toThrow(problem);
  });

  test.each(rejected)("says what to send instead of %j, with an example that it accepts", (value) => {
    const [, instruction = "", example = ""] =
      /\. ((?:Send|Add) .*for example "(.+?)")/.exec(messageFor(scalar, value)) ?? [];
    expect(instruction).not.toBe("");
    expect(() => scalar.parseValue(example)).not.toThrow();
  });

  test("rejects a literal that is not a string", () => {
    expect(() => scalar.parseLiteral({ kind: Kind.INT, value: "8" })).toThrow(notString);
  });
});

function messageFor(scalar: GraphQLScalarType, value: unknown): string {
  try {
    scalar.parseValue(value);
  } catch (error) {
    return String(error);
  }
  throw new Error(`${scalar.name} accepts ${JSON.stringify(value)}.`);
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInstantInput } from "../../../src/domain/time/instant-input.js";
import { earliestInstant, isInstantText, latestInstant } from "../../../src/domain/time/instants.js";

test.each([
  ["2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01T09:30Z", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01T10:30+01:00", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01t09:30:00z", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01 09:30:00Z", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01 10:30+01:00", "2026-03-01T09:30:00.000Z"],
  ["2026-03-01T09:30:00.5Z", "2026-03-01T09:30:00.500Z"],
  ["2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.123Z"],
  ["2026-03-01T00:00:00-00:00", "2026-03-01T00:00:00.000Z"],
  ["2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59.000Z"],
  ["0001-01-01T00:00Z", "0001-01-01T00:00:00.000Z"],
])("%s is %s", (text, expected) => {
  expect(parseInstantInput(text)).toEqual({ instant: new Date(expected) });
});

test.each([
  ["2026-03-01", "is a date without a time. Add a time and a UTC offset"],
  ["2026-03-01T", "is not an RFC 3339 instant."],
  ["2026-03-01T09:30", "has no UTC offset."],
  ["2026-03-01T09:30:00", "has no UTC offset."],
  ["2026-03-01 09:30:00.5", "has no UTC offset."],
  ["2026-03-01T09:30+0100", "has a UTC offset without a colon."],
  ["2026-03-01T09:30:00-0100", "has a UTC offset without a colon."],
  ["2026-03-01T09:30+01", "has a UTC offset without minutes."],
  [
    "2026-03-01T09:30 01:00",
    'has a space instead of the sign of its UTC offset. Send the sign, and write "+" as %2B in a URL',
  ],
  ["2026-03-01T09:30 Z", "has a UTC offset in another form than"],
  ["2026-03-01T09:30 +01:00", "has a UTC offset in another form than"],
  ["2026-03-01T09:30+1:00", "has a UTC offset in another form than"],
  ["2026-03-01T09:30:00+00:00:00", "has a UTC offset in another form than"],
  ["2026-03-01T0930Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09.30Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09:3Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09:30:5Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09:30.5Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09:30 UTC", 'has neither "Z" nor a UTC offset after its time.'],
  ["2026-03-01T09:30:00.Z", "has a time in another form than HH:MM or HH:MM:SS"],
  ["2026-03-01T09:30ZZ", 'has neither "Z" nor a UTC offset after its time.'],
  ["2026-03-01T10:30:00+01:00[Europe/Berlin]", "has a time zone in brackets."],
  ["2026-03-01T10:30[Europe/Berlin]", "has a time zone in brackets."],
  ["2026-03-01T10:30:00Z[u-ca=gregory]", "has a time zone in brackets."],
  ["2026-03-01T24:00:00Z", 'has the hour 24. Send "00:00" of the next day'],
  ["2026-03-01T25:00:00Z", "has the hour 25, which does not exist."],
  ["2026-03-01T09:60Z", "has the minute 60, which does not exist."],
  ["2026-03-01T09:30:61Z", "has the second 61, which does not exist."],
  ["2016-12-31T23:59:60Z", "is a leap second, which is not supported."],
  ["2026-13-01T09:30Z", "has the date 2026-13-01, which does not exist."],
  ["2026-00-01T09:30Z", "has the date 2026-00-01, which does not exist."],
  ["2026-03-32T09:30Z", "has the date 2026-03-32, which does not exist."],
  ["2026-02-30T09:30Z", "has the date 2026-02-30, which does not exist."],
  ["2026-02-29T09:30Z", "has the date 2026-02-29, which does not exist."],
  ["2026-03-01T09:30+24:00", "has a UTC offset that does not exist."],
  ["2026-03-01T09Z", "has no minutes in its time."],
  ["2026-03-01T09", "has no minutes in its time."],
  ["2026-03-01T09+01:00", "has no minutes in its time."],
  ["2026-03-01T09:30:00,5Z", "has a decimal comma."],
  ["1772357400", "is a number, such as a Unix timestamp."],
  ["1772357400.25", "is a number, such as a Unix timestamp."],
  ["-1", "is a number, such as a Unix timestamp."],
  ["0000-06-01T00:00Z", "is outside the years 0001 to 9999 in UTC."],
  ["9999-12-31T23:59-01:00", "is outside the years 0001 to 9999 in UTC."],
  ["+002026-03-01T09:30Z", "has a year with a sign or more than four digits."],
  ["12026-03-01T09:30Z", "has a year with a sign or more than four digits."],
  [" 2026-03-01T09:30Z", "has white space at its start or end."],
  ["2026-03-01T09:30Z\n", "has white space at its start or end."],
  ["2026-03-01T09:30:00Z ", "has white space at its start or end."],
  ["20260301T093000Z", "is not an RFC 3339 instant."],
  ["Sun, 01 Mar 2026 09:30:00 GMT", "is not an RFC 3339 instant."],
  ["", "is not an RFC 3339 instant."],
])("rejects %j: it %s", (text, problem) => {
  const parsed = parseInstantInput(text);
  expect("problem" in parsed && parsed.problem).toContain(`The value ${problem}`);
});

const two = (max: number) => fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, "0"));
const form = fc.record({
  year: fc.integer({ min: 0, max: 9999 }).map((year) => String(year).padStart(4, "0")),
  month: two(13),
  day: two(32),
  between: fc.constantFrom("T", "t", " "),
  hour: two(25),
  minute: two(61),
  second: fc.option(two(61), { nil: null }),
  fraction: fc.oneof(fc.constant(""), fc.stringMatching(/^\.[0-9]{1,9}$/)),
  zone: fc.oneof(
    fc.constantFrom("Z", "z"),
    fc
      .tuple(fc.constantFrom("+", "-"), two(25), two(61))
      .map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
  ),
});

test("an accepted text is the instant that Temporal reads in its normal form", () => {
  let accepted = 0;
  fc.assert(
    fc.property(form, ({ year, month, day, between, hour, minute, second, fraction, zone }) => {
      const seconds = second === null ? "" : `:${second}${fraction}`;
      const parsed = parseInstantInput(`${year}-${month}-${day}${between}${hour}:${minute}${seconds}${zone}`);
      const normal = `${year}-${month}-${day}T${hour}:${minute}${seconds || ":00"}${zone.toUpperCase()}`;
      const expected = isInstantText(normal)
        ? new Date(Temporal.Instant.from(normal).epochMilliseconds)
        : null;
      if (expected === null || expected < earliestInstant || expected > latestInstant) {
        expect("problem" in parsed && parsed.problem).toMatch(
          /^The value .+\. (?:Send|Add) .+, for example ".+"\.$/,
        );
      } else {
        accepted += 1;
        expect(parsed).toEqual({ instant: expected });
      }
    }),
    { numRuns: 5_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});

test("any other text gets a problem with an example that is accepted", () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[0-9TZ:.+ -]{0,30}$/),
    fc
      .tuple(form, fc.string({ minLength: 1, maxLength: 3 }))
      .map(([{ year, month, day }, rest]) => `${year}-${month}-${day}${rest}`),
  );
  fc.assert(
    fc.property(text, (given) => {
      const parsed = parseInstantInput(given);
      if ("instant" in parsed) return;
      const [, example = ""] =
        /^The value .+\. (?:Send|Add) .+, for example "(.+)"\.$/.exec(parsed.problem) ?? [];
      expect(parseInstantInput(example)).toHaveProperty("instant");
    }),
    { numRuns: 3_000 },
  );
});

test("a long text needs little time", () => {
  const digits = "1".repeat(1_000_000);
  const texts = [
    digits,
    `2026-03-01T09:30:00.${digits}`,
    `2026-03-01T09:30:00${"[".repeat(1_000_000)}`,
    " ".repeat(1_000_000),
  ];
  const before = process.cpuUsage();
  for (const text of texts) parseInstantInput(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(300);
});

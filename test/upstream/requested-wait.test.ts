import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyError as classifyDatadogError } from "../../src/datasources/datadog/error-table.js";
import { DatadogHttpError } from "../../src/datasources/datadog/sdk-http-library.js";
import { maxRetryAfterSeconds } from "../../src/upstream/constants.js";
import { waitSeconds } from "../../src/upstream/requested-wait.js";

const date = "Sun, 22 Nov 2026 12:00:00 GMT";
const waitFor = (value: unknown, sent: unknown = date, unitMs?: number) =>
  waitSeconds("retry-after", (name) => ({ "retry-after": value, date: sent })[name], unitMs);

describe("the wait that a header asks for, in seconds", () => {
  test.each([
    ["9", 9],
    [" 0.5 ", 0.5],
    ["0.12345", 0.124],
    ["0", 0],
    ["3600", 3600],
    // Several values: the longest wait.
    ["20, 20", 20],
    ["20,5", 20],
    ["5, 20, 7", 20],
    ["20, soon", 20],
    ["20, ", 20],
    // Unix times, in seconds, milliseconds, microseconds and nanoseconds.
    ["1795348820", 20],
    ["1795348820.25", 20.25],
    ["1795348820, 1795348805", 20],
    ["1795348820000", 20],
    ["1795348820000000", 20],
    ["1795348820000000000", 20],
    ["1795348799", 0],
    // Dates: IMF-fixdate, its obsolete forms, and RFC 3339.
    ["Sun, 22 Nov 2026 12:00:30 GMT", 30],
    ["sun, 22 nov 2026 12:00:30 gmt", 30],
    ["Sun, 22 Nov 2026 12:00:30 +0000", 30],
    ["Sunday, 22-Nov-26 12:00:30 GMT", 30],
    ["Sun Nov 22 12:00:30 2026", 30],
    ["Sun, 22 Nov 2026 12:00:30 GMT, Sun, 22 Nov 2026 12:00:10 GMT", 30],
    ["2026-11-22T12:00:30Z", 30],
    ["2026-11-22T12:00:30.5Z", 30.5],
    ["2026-11-22T13:00:30+01:00", 30],
    ["2026-11-22T12:00:30", 30],
    ["2026-11-22 12:00:30", 30],
    ["2026-11-22", 0],
    ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
    // Longer than the longest wait.
    ["3601", 3600],
    ["999999999", 3600],
    ["9999999999999", 3600],
    ["99999999999999999999", 3600],
    ["2026-11-23", 3600],
    ["Fri, 31 Dec 9999 23:59:59 GMT", 3600],
    // No wait.
    ["", null],
    [" ", null],
    [",", null],
    ["soon", null],
    ["-3", null],
    ["+3", null],
    ["1e9", null],
    ["1e99", null],
    ["0x10", null],
    ["Infinity", null],
    ["NaN", null],
    ["20 s", null],
    ["9".repeat(400), null],
    ["Sun", null],
    ["12:00:30", null],
    ["may 5", null],
    ["2026-13-45T99:99:99Z", null],
    ["Sun, 99 Nov 2026 12:00:30 GMT", null],
    [undefined, null],
    [20, null],
  ])("%j: %s", (value, seconds) => {
    expect(waitFor(value)).toBe(seconds);
  });

  test.each([
    [undefined, null],
    ["now", null],
    [`${date}, ${date}`, 30],
    ["Sunday, 22-Nov-26 12:00:00 GMT", 30],
  ])("counts instants from the response's own date: %j", (sent, seconds) => {
    expect(waitFor("Sun, 22 Nov 2026 12:00:30 GMT", sent ?? null)).toBe(seconds);
    expect(waitFor("1795348830", sent ?? null)).toBe(seconds);
    expect(waitFor("30", sent ?? null)).toBe(30);
  });

  test.each([
    ["1500", 1.5],
    ["1500, 200", 1.5],
    ["1795348820000", 20],
    ["1795348820", 20],
    ["7200000", 3600],
  ])("in a header in milliseconds, %j: %s", (value, seconds) => {
    expect(waitFor(value, date, 1)).toBe(seconds);
  });

  const number = fc.oneof(fc.integer(), fc.bigInt().map(String), fc.double()).map(String);
  const instant = fc
    .date({ noInvalidDate: true })
    .chain((at) => fc.constantFrom(at.toUTCString(), at.toISOString(), at.toString(), String(at.getTime())));
  const header = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    number,
    instant,
    fc.array(fc.oneof(fc.string(), number, instant)).map((values) => values.join(", ")),
  );

  test("is null or within its bounds, whatever the header", () => {
    fc.assert(
      fc.property(header, header, fc.constantFrom(1, 1000), (value, sent, unitMs) => {
        const seconds = waitFor(value, sent, unitMs);
        expect(seconds === null || (seconds >= 0 && seconds <= maxRetryAfterSeconds)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the wait after Datadog throttles", () => {
  test.each([
    [{ "x-ratelimit-reset": "20, 20" }, 20],
    [{ "x-ratelimit-reset": "20", "x-ratelimit-period": "60" }, 20],
    [{ "x-ratelimit-reset": "9999999999999", "x-ratelimit-period": "60" }, 3600],
    [{ "x-ratelimit-reset": "20", "retry-after": "30" }, 30],
    [{ "x-ratelimit-reset": "20", "retry-after": "10, 15" }, 20],
    [{ "x-ratelimit-period": "60" }, null],
  ])("for %j, in seconds: %s", (headers, seconds) => {
    const error = new DatadogHttpError(429, { date, ...headers } as Record<string, string>);
    expect(classifyDatadogError(error).retryAfterSeconds).toBe(seconds);
  });
});

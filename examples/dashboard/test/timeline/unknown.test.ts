import { describe, expect, test } from "vitest";
import type { SourceStateFragment } from "../../src/graphql/graphql";
import { daysFrom } from "../../src/timeline/days";
import { summaryOf } from "../../src/timeline/summary";
import { sourcesOf, unknownOf } from "../../src/timeline/unknown";

const viewpoint = { timeZone: "UTC", now: new Date("2026-11-22T12:00:00Z") };

const source = (id: string, rest: Partial<SourceStateFragment> = {}): SourceStateFragment => ({
  __typename: "SourceResult",
  state: "OK",
  fetchedAt: "2026-11-22T11:30:00Z",
  error: null,
  unreadableCount: 0,
  source: {
    __typename: "MaintenanceSource",
    id,
    provider: id.startsWith("aws") ? "AWS_FLINK" : "DATADOG",
    region: null,
    site: null,
    capabilities: { __typename: "SourceCapabilities", create: true, update: true, delete: true },
  },
  ...rest,
});

describe("unknownOf", () => {
  test.each([
    [{}, null],
    [{ state: "FAILED" }, "datadog-eu could not be read: windows unknown"],
    [{ state: "UNKNOWN" }, "datadog-eu has not been read yet: windows unknown"],
    [{ state: "STALE" }, "datadog-eu could not be refreshed: changes since 11:30 unknown"],
    [
      { state: "STALE", fetchedAt: null, unreadableCount: 1 },
      "datadog-eu could not be refreshed: changes since the last successful read unknown, 1 window could not be read: unknown",
    ],
    [{ state: "PARTIAL", unreadableCount: 3 }, "datadog-eu: 3 windows could not be read: unknown"],
  ] as const)("of %o is %s", (rest, text) => {
    expect(unknownOf(source("datadog-eu", rest), viewpoint)).toBe(text);
  });
});

test("sourcesOf prefers the timeline's own answers, and leaves out sources that the filter does not select", () => {
  const known = [source("aws-eu"), source("aws-us"), source("datadog-eu")];
  const answered = [source("datadog-eu", { state: "FAILED" })];
  const states = (filter: Parameters<typeof sourcesOf>[2]) =>
    sourcesOf(known, answered, filter).map((one) => [one.source.id, one.state]);
  expect(states({ provider: null, source: [] })).toEqual([
    ["aws-eu", "OK"],
    ["aws-us", "OK"],
    ["datadog-eu", "FAILED"],
  ]);
  expect(states({ provider: "DATADOG", source: [] })).toEqual([["datadog-eu", "FAILED"]]);
  expect(states({ provider: null, source: ["aws-us"] })).toEqual([["aws-us", "OK"]]);
});

describe("summaryOf", () => {
  const days = daysFrom("2026-11-30", 7, "UTC");
  const known = { count: 0, shownCount: 0, totalCount: 0, isComplete: true, isFiltered: false };

  test.each([
    [{}, "No maintenance announced from Mon 30 Nov to Sun 6 Dec 2026."],
    [
      { isFiltered: true },
      "No maintenance that matches the filters announced from Mon 30 Nov to Sun 6 Dec 2026.",
    ],
    [
      { isComplete: false },
      "None known: no maintenance is known to be announced from Mon 30 Nov to Sun 6 Dec 2026, but not all data could be read.",
    ],
    [{ count: 1, shownCount: 1, totalCount: 1 }, "1 window announced from Mon 30 Nov to Sun 6 Dec 2026."],
    [
      { count: 2, shownCount: 2, totalCount: 2, isComplete: false },
      "2 windows known to be announced from Mon 30 Nov to Sun 6 Dec 2026. There may be more, because not all data could be read.",
    ],
    [
      { count: 500, shownCount: 500, totalCount: 1234 },
      "The first 500 of 1234 announced windows from Mon 30 Nov to Sun 6 Dec 2026 are shown. Choose fewer days or a filter to see the others.",
    ],
  ])("of %o is %s", (rest, text) => {
    expect(summaryOf(days, { ...known, ...rest })).toBe(text);
  });
});

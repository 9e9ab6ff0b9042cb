import { describe, expect, test } from "vitest";
import { nextBar } from "../../src/timeline/next-bar";
import { announcedRows, countBeyondRows, hoursRows } from "../../src/timeline/rows";

const viewpoint = { timeZone: "Europe/Berlin", now: new Date("2026-11-22T12:00:00Z") };

const occurrence = (id: string, startsAt: string, endsAt: string) =>
  ({
    __typename: "MaintenanceOccurrence",
    startsAt,
    endsAt,
    certainty: "DECLARED",
    window: { __typename: "DatadogMaintenanceWindow", id, title: `Window ${id}`, provider: "DATADOG" },
  }) as const;

describe("announcedRows", () => {
  test("have a row for each window, and say which bars have ended", () => {
    const rows = announcedRows(
      [
        occurrence("a", "2026-11-22T06:00:00Z", "2026-11-22T08:00:00Z"),
        occurrence("b", "2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z"),
        occurrence("a", "2026-11-23T06:00:00Z", "2026-11-23T08:00:00Z"),
      ],
      viewpoint,
    );
    expect(rows.map(({ key, bars }) => [key, bars.map(({ name }) => name)])).toEqual([
      [
        "a",
        [
          "Window a, announced, ended, Sun 22 Nov 07:00 to 09:00",
          "Window a, announced, Mon 23 Nov 07:00 to 09:00",
        ],
      ],
      ["b", ["Window b, announced, Sun 22 Nov 14:00 to 16:00"]],
    ]);
    expect(rows.map(({ target }) => target)).toEqual([
      { kind: "window", id: "a" },
      { kind: "window", id: "b" },
    ]);
  });
});

test("hoursRows say the hours in the zone, and once in UTC", () => {
  const group = {
    __typename: "MaintenanceDailyHoursCount",
    startTime: "06:00",
    endTime: "14:00",
    count: 12,
    occurrences: [
      { __typename: "Occurrence", startsAt: "2026-11-22T06:00:00Z", endsAt: "2026-11-22T14:00:00Z" },
    ],
  } as const;
  const [row] = hoursRows([group], viewpoint);
  expect(row).toMatchObject({
    title: "12 Flink applications",
    note: "daily 07:00\u00a0– 15:00 (06:00\u00a0– 14:00\u00a0UTC)",
    target: { kind: "hours", startTime: "06:00" },
  });
  expect(row?.bars[0]?.name).toBe("12 Flink applications, possible, Sun 22 Nov 07:00 to 15:00");
  expect(hoursRows([{ ...group, count: 1 }], { ...viewpoint, timeZone: "UTC" })[0]).toMatchObject({
    title: "1 Flink application",
    note: "daily 06:00\u00a0– 14:00\u00a0UTC",
  });
});

test("countBeyondRows counts the windows that are in no entry", () => {
  const entry = (startTime: string, count: number) =>
    ({
      __typename: "MaintenanceDailyHoursCount",
      startTime,
      endTime: "14:00",
      count,
      occurrences: [],
    }) as const;
  const possible = (totalCount: number) =>
    ({
      __typename: "MaintenanceWindowConnection",
      totalCount,
      sources: [],
      counts: {
        __typename: "MaintenanceWindowCounts",
        byDailyHours: [entry("06:00", 12), entry("06:01", 1)],
      },
    }) as const;
  expect([undefined, possible(13), possible(20)].map(countBeyondRows)).toEqual([0, 0, 7]);
});

describe("nextBar", () => {
  const rows = announcedRows(
    [
      occurrence("a", "2026-11-22T06:00:00Z", "2026-11-22T08:00:00Z"),
      occurrence("a", "2026-11-24T06:00:00Z", "2026-11-24T08:00:00Z"),
      occurrence("b", "2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z"),
      occurrence("b", "2026-11-25T13:00:00Z", "2026-11-25T15:00:00Z"),
    ],
    viewpoint,
  );
  const [a1, a2, b1, b2] = rows.flatMap(({ bars }) => bars.map(({ key }) => key)) as [
    string,
    string,
    string,
    string,
  ];
  const empty = { ...rows[0], bars: [] };

  test.each([
    [a1, "ArrowRight", false, a2],
    [a2, "ArrowRight", false, null],
    [a2, "ArrowLeft", false, a1],
    [a1, "ArrowLeft", false, null],
    [a1, "ArrowDown", false, b1],
    [a2, "ArrowDown", false, b2],
    [b2, "ArrowUp", false, a2],
    [b1, "ArrowDown", false, null],
    [a1, "ArrowUp", false, null],
    [b2, "Home", false, b1],
    [b1, "End", false, b2],
    [b2, "Home", true, a1],
    [a1, "End", true, b2],
    [a1, "Enter", false, null],
  ])("from %s with %s (Ctrl: %s) leads to %s", (current, key, isWithCtrl, expected) => {
    const [first, second] = rows;
    expect(
      nextBar(
        [first, empty, second].flatMap((row) => row ?? []),
        current,
        key,
        isWithCtrl,
      ),
    ).toBe(expected);
  });
});

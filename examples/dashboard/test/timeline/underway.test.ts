import { describe, expect, test } from "vitest";
import type { OperationStatus } from "../../src/graphql/graphql";
import { certainSpans } from "../../src/timeline/rows";
import { startsOf, underwayRows } from "../../src/timeline/underway";

const viewpoint = { timeZone: "Europe/Berlin", now: new Date("2026-11-22T12:00:00Z") };
const range = { from: "2026-11-21T23:00:00Z", to: "2026-11-28T23:00:00Z" };
const unknown = new Map<string, string>();
const since = (startedAt: string) => new Map([["flink", startedAt]]);

const flink = (occurrences: readonly (readonly [string, string])[]) =>
  ({
    __typename: "FlinkMaintenanceWindow",
    id: "flink",
    title: "orders",
    provider: "AWS_FLINK",
    occurrences: occurrences.map(
      ([startsAt, endsAt]) => ({ __typename: "Occurrence", startsAt, endsAt }) as const,
    ),
  }) as const;

describe("underwayRows", () => {
  test("say that only the occurrence that contains now is under way", () => {
    const [row] = underwayRows(
      [
        flink([
          ["2026-11-22T10:00:00Z", "2026-11-22T18:00:00Z"],
          ["2026-11-23T10:00:00Z", "2026-11-23T18:00:00Z"],
        ]),
      ],
      unknown,
      range,
      viewpoint,
    );
    expect(row?.bars.map(({ certainty }) => certainty)).toEqual(["UNDERWAY", "POSSIBLE"]);
    expect(row?.bars[0]?.name).toBe("orders, under way, end unknown, window Sun 22 Nov 11:00 to 19:00");
    expect(row?.note).toBe("Under way now, the end is not known · window 11:00\u00a0– 19:00");
    expect(certainSpans(row === undefined ? [] : [row])).toEqual([
      { startsAt: "2026-11-22T10:00:00Z", endsAt: "2026-11-22T18:00:00Z" },
    ]);
  });

  test("have a bar at the current time if the window is closed, unless the range does not contain it", () => {
    const closed = flink([["2026-11-23T03:00:00Z", "2026-11-23T11:00:00Z"]]);
    const [row] = underwayRows([closed], unknown, range, viewpoint);
    expect(row?.bars.map(({ name }) => name)).toEqual([
      "orders, under way now, end unknown",
      "orders, possible, Mon 23 Nov 04:00 to 12:00",
    ]);
    expect(certainSpans(row === undefined ? [] : [row])).toEqual([
      { startsAt: "2026-11-22T12:00:00.000Z", endsAt: "2026-11-22T12:01:00.000Z" },
    ]);
    const later = { from: "2026-11-22T23:00:00Z", to: range.to };
    expect(
      underwayRows([closed], unknown, later, viewpoint)[0]?.bars.map(({ certainty }) => certainty),
    ).toEqual(["POSSIBLE"]);
  });

  test("have possible hours until the maintenance began, and are under way from there", () => {
    const window = flink([
      ["2026-11-22T10:00:00Z", "2026-11-22T18:00:00Z"],
      ["2026-11-23T10:00:00Z", "2026-11-23T18:00:00Z"],
    ]);
    const [row] = underwayRows([window], since("2026-11-22T11:51:00Z"), range, viewpoint);
    expect(row?.bars.map(({ startsAt, endsAt, name }) => [startsAt, endsAt, name])).toEqual([
      ["2026-11-22T10:00:00Z", "2026-11-22T11:51:00Z", "orders, possible, ended, Sun 22 Nov 11:00 to 12:51"],
      [
        "2026-11-22T11:51:00Z",
        "2026-11-22T18:00:00Z",
        "orders, under way since 12:51, end unknown, window Sun 22 Nov 11:00 to 19:00",
      ],
      ["2026-11-23T10:00:00Z", "2026-11-23T18:00:00Z", "orders, possible, Mon 23 Nov 11:00 to 19:00"],
    ]);
    expect(row?.note).toBe("Under way since 12:51, the end is not known · window 11:00\u00a0– 19:00");
  });

  test("have one bar from the day before until now, if the window is closed", () => {
    const window = flink([
      ["2026-11-21T20:00:00Z", "2026-11-22T04:00:00Z"],
      ["2026-11-22T20:00:00Z", "2026-11-23T04:00:00Z"],
    ]);
    const starts = since("2026-11-21T21:00:00Z");
    const barsIn = (shown: typeof range) =>
      underwayRows([window], starts, shown, viewpoint)[0]?.bars.map(({ certainty, startsAt, endsAt }) => [
        certainty,
        startsAt,
        endsAt,
      ]);
    const before = ["POSSIBLE", "2026-11-21T20:00:00Z", "2026-11-21T21:00:00Z"];
    const underway = ["UNDERWAY", "2026-11-21T21:00:00Z", "2026-11-22T12:00:00.000Z"];
    const next = ["POSSIBLE", "2026-11-22T20:00:00Z", "2026-11-23T04:00:00Z"];
    expect(barsIn(range)).toEqual([before, underway, next]);
    expect(barsIn({ from: "2026-11-22T23:00:00Z", to: range.to })).toEqual([before, next]);
  });

  test("do not begin after now, also if the clock of AWS is ahead", () => {
    const window = flink([["2026-11-22T10:00:00Z", "2026-11-22T18:00:00Z"]]);
    const [row] = underwayRows([window], since("2026-11-22T12:00:30Z"), range, viewpoint);
    expect(row?.bars.map(({ certainty, startsAt }) => [certainty, startsAt])).toEqual([
      ["POSSIBLE", "2026-11-22T10:00:00Z"],
      ["UNDERWAY", "2026-11-22T12:00:00.000Z"],
    ]);
  });
});

describe("startsOf", () => {
  type Runs = NonNullable<Parameters<typeof startsOf>[0]>;
  type Window = Extract<
    Runs["maintenanceWindows"]["nodes"][number],
    { __typename: "FlinkMaintenanceWindow" }
  >;
  type History = Window["application"]["maintenanceHistory"];

  const runsOf = (maintenanceHistory: History): Runs => ({
    maintenanceWindows: {
      __typename: "MaintenanceWindowConnection",
      nodes: [
        {
          __typename: "FlinkMaintenanceWindow",
          id: "flink",
          application: { __typename: "FlinkApplication", id: "a", maintenanceHistory },
        },
      ],
    },
  });
  const run = (status: OperationStatus): History => [
    { __typename: "FlinkMaintenanceRun", operationId: "1", startedAt: "2026-11-22T11:51:00Z", status },
  ];

  test.each<[string, History, string[]]>([
    ["of maintenance in progress is when it began", run("IN_PROGRESS"), ["2026-11-22T11:51:00Z"]],
    ["is not that of earlier maintenance", run("SUCCESSFUL"), []],
    ["is not known without maintenance", [], []],
    ["is not known if AWS could not be read", null, []],
  ])("%s", (_name, history, expected) => {
    expect([...startsOf(runsOf(history)).values()]).toEqual(expected);
  });
});

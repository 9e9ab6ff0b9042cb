import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/changes/answers";
import { entriesOf, summaryOf } from "../../src/changes/entries";
import {
  datadogChanged,
  datadogDeleted,
  datadogWindow,
  flinkChanged,
  flinkWindow,
  now,
  timeZone,
} from "./windows";

const row = (title: string, answer: Answer) => ({
  title,
  input: {},
  before: null,
  answer,
  wasInDoubt: false,
});
const entries = (...rows: ReturnType<typeof row>[]) => entriesOf(rows, timeZone, now);
const failed: Answer = {
  __typename: "AccessError",
  code: "PERMISSION_DENIED",
  message: "No access.",
  retryable: false,
  requestId: null,
};
const lost: Answer = { __typename: "Lost", message: "Failed to fetch", isInDoubt: true };
const stale: Answer = {
  __typename: "ConflictError",
  code: "ABORTED",
  message: "The window has changed.",
  retryable: false,
  requestId: "abc",
  reason: "STALE_REVISION",
  current: flinkWindow({ startTime: "02:00", endTime: "10:00" }),
};
const moved = flinkChanged("VALIDATED", flinkWindow());

describe("entriesOf", () => {
  test("shows only values that differ, in the zone", () => {
    const [move] = entries(row("a", moved));
    expect(move?.differences).toEqual([{ label: "Daily", before: "23:00 – 07:00", after: "03:00 – 11:00" }]);
    const [extension] = entries(row("a", datadogChanged("UPDATED", datadogWindow())));
    expect(extension?.differences).toEqual([{ label: "Ends", before: "14:00", after: "15:00" }]);
  });

  test("shows the values of a new window, and those of a deleted one", () => {
    const [created] = entries(row("a", datadogChanged("CREATED", null)));
    expect(created?.differences.map(({ label, after }) => [label, after])).toEqual([
      ["Starts", "12:00"],
      ["Ends", "15:00"],
      ["Query", "service:orders"],
    ]);
    const [deleted] = entries(row("a", datadogDeleted("VALIDATED")));
    expect(deleted).toMatchObject({ standing: "changed" });
    expect(deleted?.differences.map(({ before, after }) => [before, after])).toEqual([
      ["12:00", null],
      ["14:00", null],
      ["service:orders", null],
    ]);
  });

  test("groups windows that look the same, and shows failures first", () => {
    const shown = entries(
      row("a", moved),
      row("b", failed),
      row("c", moved),
      row("d", lost),
      row("e", failed),
    );
    expect(shown.map(({ standing, titles }) => [standing, titles.join()])).toEqual([
      ["failed", "b,e"],
      ["unknown", "d"],
      ["changed", "a,c"],
    ]);
  });

  test("shows messages verbatim, with the current window and the request id after a conflict", () => {
    const [entry] = entries(row("a", stale));
    expect(entry?.messages).toEqual(["The window has changed."]);
    expect(entry?.notes).toEqual(["Now: 03:00 – 11:00 (Europe/Berlin).", "Request ID: abc"]);
  });

  test("recognises a preview without an effect", () => {
    const [entry] = entries(row("a", flinkChanged("VALIDATED", flinkWindow(), flinkWindow())));
    expect(entry).toMatchObject({ standing: "unchanged", differences: [] });
  });
});

describe("summaryOf", () => {
  const rows = [
    row("a", moved),
    row("b", moved),
    row("c", failed),
    row("d", flinkChanged("UNCHANGED", flinkWindow())),
  ];

  test("counts the changes of each kind", () => {
    expect(summaryOf(rows, true, "moved")).toBe("4 windows: 2 will be moved, 1 unchanged, 1 not possible");
    expect(summaryOf([...rows, row("e", lost)], false, "moved")).toBe(
      "5 windows: 2 moved, 1 unchanged, 1 failed, 1 unknown",
    );
    expect(summaryOf(rows.slice(0, 1), false, "moved")).toBe("1 window: 1 moved");
  });
});

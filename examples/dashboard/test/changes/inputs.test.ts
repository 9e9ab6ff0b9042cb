import { describe, expect, test } from "vitest";
import type { Change } from "../../src/changes/change";
import { inputsOf } from "../../src/changes/inputs";
import type { Values } from "../../src/changes/values";
import { firstValues } from "../../src/changes/values";
import { datadogWindow, flinkWindow, now, timeZone } from "./windows";

/** Inputs of a form in which the user changes these values. */
function inputs(change: Change, part: Partial<Values> = {}) {
  const values = firstValues(change, ["datadog"], timeZone, now, "key");
  return inputsOf(change, { ...values, ...part }, timeZone, now);
}

const one = datadogWindow();
const other = datadogWindow({ id: "datadog:datadog:2", revision: "r7", query: "service:other" });

describe("inputs of a form", () => {
  test("create a window at local times", () => {
    const [input] = inputs({ kind: "create" }, { name: "Release", query: "service:a" });
    expect(input).toEqual({
      createDatadog: {
        sourceId: "datadog",
        name: "Release",
        query: "service:a",
        startsAt: "2026-11-22T12:00:00Z",
        endsAt: "2026-11-22T14:00:00Z",
        allowBroadQuery: false,
        idempotencyKey: "key",
      },
    });
  });

  test("move windows to one local start time, each with the revision that the user saw", () => {
    const windows = [flinkWindow(), flinkWindow({ id: "flink:arn:other", revision: "r7" })];
    expect(inputs({ kind: "move", windows }, { startTime: "03:00" })).toEqual([
      { updateFlink: { id: "flink:arn:payments", startTime: "02:00", ifRevision: "r1" } },
      { updateFlink: { id: "flink:arn:other", startTime: "02:00", ifRevision: "r7" } },
    ]);
  });

  test("edit only the fields of one window that differ", () => {
    const change = { kind: "edit", windows: [one] } as const;
    const ids = { id: one.id, allowBroadQuery: false, ifRevision: "r1" };
    expect(inputs(change)).toEqual([{ updateDatadog: ids }]);
    expect(inputs(change, { query: "", endsAt: "2026-11-22T15:00" })).toEqual([
      { updateDatadog: { ...ids, query: "", endsAt: "2026-11-22T14:00:00Z" } },
    ]);
  });

  test("edit only the fields of many windows that are filled in", () => {
    const edits = (part: Partial<Values>) =>
      inputs({ kind: "edit", windows: [one, other] }, part).map(({ updateDatadog }) => updateDatadog);
    const kept = [
      { id: one.id, allowBroadQuery: false, ifRevision: "r1" },
      { id: other.id, allowBroadQuery: false, ifRevision: "r7" },
    ];
    expect(edits({ startsAt: "2026-11-22T15:00" })).toEqual(kept);
    expect(edits({ query: "service:b" })).toEqual(kept.map((input) => ({ ...input, query: "service:b" })));
    expect(edits({ times: "set", endsAt: "2026-11-22T15:00" })).toEqual(
      kept.map((input) => ({ ...input, endsAt: "2026-11-22T14:00:00Z" })),
    );
    expect(edits({ times: "shift", shiftCount: "90", shiftUnit: "minutes", isEarlier: true })).toEqual(
      kept.map((input) => ({ ...input, startsAt: "2026-11-22T09:30:00Z", endsAt: "2026-11-22T11:30:00Z" })),
    );
  });

  test("clone a window to the same local hours of the next week", () => {
    // Clocks go back on 25 October.
    const window = datadogWindow({
      startsAt: "2026-10-20T08:00:00.000Z",
      endsAt: "2026-10-20T09:30:00.000Z",
    });
    const [input] = inputs({ kind: "clone", windows: [window] });
    expect(input?.createDatadog).toMatchObject({
      name: "Upgrade",
      startsAt: "2026-11-24T09:00:00Z",
      endsAt: "2026-11-24T10:30:00Z",
    });
  });

  test("clone many windows with a key for each", () => {
    const clones = inputs({ kind: "clone", windows: [one, other] }, { shiftCount: "2", shiftUnit: "days" });
    expect(clones.map(({ createDatadog }) => createDatadog)).toMatchObject([
      { query: "service:orders", startsAt: "2026-11-24T11:00:00Z", idempotencyKey: "key-0" },
      { query: "service:other", startsAt: "2026-11-24T11:00:00Z", idempotencyKey: "key-1" },
    ]);
  });

  test("extend by an hour, or by what reopens the window", () => {
    const by = (endsAt: string) =>
      inputs({ kind: "extend", windows: [datadogWindow({ endsAt })] })[0]?.extendDatadog?.by;
    expect(by("2026-11-22T13:00:00.000Z")).toBe("PT1H");
    expect(by("2026-11-22T10:30:00.000Z")).toBe("PT2H");
    expect(by("2026-11-20T12:00:00.000Z")).toBe("P7D");
  });

  test.each(["end", "delete"] as const)("%s the window that the user saw", (kind) => {
    expect(inputs({ kind, windows: [one] })).toEqual([
      { [`${kind}Datadog`]: { id: one.id, ifRevision: "r1" } },
    ]);
  });
});

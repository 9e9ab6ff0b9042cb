import { describe, expect, test } from "vitest";
import type { Change } from "../../src/changes/change";
import { firstEntered, isEdited, rebased } from "../../src/changes/entered";
import { inputsOf } from "../../src/changes/inputs";
import type { Values } from "../../src/changes/values";
import { datadogWindow, flinkWindow, now, timeZone } from "./windows";

/** A form in which the user changes these values. */
function formOf(change: Change, part: Partial<Values> = {}) {
  const entered = firstEntered(change, ["datadog"], timeZone, now, "key");
  return { ...entered, values: { ...entered.values, ...part } };
}

const before = datadogWindow();
/** Somebody else has changed the query, and moved the window by three hours. */
const current = datadogWindow({
  revision: "r2",
  query: "service:new",
  startsAt: "2026-11-22T14:00:00.000Z",
  endsAt: "2026-11-22T16:00:00.000Z",
});

describe("rebased", () => {
  test("sends only what the user changed after somebody else has changed the window", () => {
    const form = formOf({ kind: "edit", windows: [before] }, { name: "Renamed" });
    const change = { kind: "edit", windows: [current] } as const;
    const { values, first } = rebased(form, change);
    expect(inputsOf(change, values, timeZone, now)).toEqual([
      { updateDatadog: { id: before.id, name: "Renamed", allowBroadQuery: false, ifRevision: "r2" } },
    ]);
    // The next conflict starts from this window.
    expect(first).toMatchObject({ name: "Upgrade", query: "service:new", startsAt: "2026-11-22T15:00" });
  });

  test("keeps what the user changed, also if somebody else has changed it", () => {
    const form = formOf({ kind: "edit", windows: [before] }, { query: "service:mine" });
    const { values } = rebased(form, { kind: "edit", windows: [current] });
    expect(values).toMatchObject({ query: "service:mine", startsAt: "2026-11-22T15:00" });
  });

  test("takes the current start of a Flink window, and the current values for a clone", () => {
    const move = rebased(formOf({ kind: "move", windows: [flinkWindow()] }), {
      kind: "move",
      windows: [flinkWindow({ startTime: "02:00" })],
    });
    expect(move.values.startTime).toBe("03:00");
    const clone = rebased(formOf({ kind: "clone", windows: [before] }, { name: "Copy" }), {
      kind: "clone",
      windows: [current],
    });
    expect(clone.values).toMatchObject({
      name: "Copy",
      query: "service:new",
      startsAt: "2026-11-29T15:00",
    });
  });

  test.each<[string, Change, Change]>([
    ["a new window", { kind: "create" }, { kind: "create" }],
    ["an extension", { kind: "extend", windows: [before] }, { kind: "extend", windows: [current] }],
    [
      "many windows",
      { kind: "move", windows: [flinkWindow(), flinkWindow()] },
      { kind: "move", windows: [flinkWindow(), flinkWindow({ startTime: "02:00" })] },
    ],
  ])("leaves the values of %s as they are", (_name, change, changeNow) => {
    const form = formOf(change);
    expect(rebased(form, changeNow).values).toEqual(form.values);
  });
});

describe("isEdited", () => {
  test.each<[Partial<Values>, boolean]>([
    [{}, false],
    [{ idempotencyKey: "other" }, false],
    [{ name: "Renamed" }, true],
    [{ name: "" }, true],
  ])("after %j: %s", (part, expected) => {
    expect(isEdited(formOf({ kind: "edit", windows: [before] }, part))).toBe(expected);
  });
});

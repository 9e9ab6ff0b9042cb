import { describe, expect, test } from "vitest";
import { actionsFor } from "../../src/changes/actions";
import type { Window } from "../../src/names";
import { datadogWindow, flinkWindow, now } from "./windows";

const all = () => ({ create: true, update: true, delete: true, history: false });
const kinds = (windows: readonly Window[], capabilities = all) =>
  actionsFor(windows, capabilities, now).map(({ kind }) => kind);

const active = datadogWindow();
const scheduled = datadogWindow({
  id: "datadog:datadog:2",
  status: "SCHEDULED",
  startsAt: "2026-11-23T11:00:00.000Z",
  endsAt: "2026-11-23T13:00:00.000Z",
});
const ended = datadogWindow({ id: "datadog:datadog:3", status: "ENDED", endsAt: "2026-11-22T11:30:00.000Z" });

describe("actionsFor", () => {
  test("offers what makes sense for the window", () => {
    expect(kinds([flinkWindow()])).toEqual(["move"]);
    expect(kinds([active])).toEqual(["edit", "extend", "end", "clone", "delete"]);
    expect(kinds([scheduled])).toEqual(["edit", "extend", "clone", "delete"]);
    expect(kinds([ended])).toEqual(["edit", "extend", "clone", "delete"]);
    expect(kinds([])).toEqual([]);
  });

  test("goes by the times of a window, because its status can be out of date", () => {
    expect(kinds([datadogWindow({ status: "SCHEDULED" })])).toContain("end");
    expect(kinds([datadogWindow({ endsAt: "2026-11-22T12:00:00.000Z" })])).not.toContain("end");
  });

  test("does not offer an extension that is too short to reopen the window", () => {
    expect(kinds([datadogWindow({ endsAt: "2026-11-15T12:01:00.000Z" })])).toContain("extend");
    expect(kinds([datadogWindow({ endsAt: "2026-11-15T11:59:00.000Z" })])).not.toContain("extend");
  });

  test("does not offer to move a window of an application that is being deleted", () => {
    const { application } = flinkWindow();
    expect(kinds([flinkWindow({ application: { ...application, status: "DELETING" } })])).toEqual([]);
    expect(kinds([flinkWindow({ application: { ...application, status: "UPDATING" } })])).toEqual(["move"]);
  });

  test("offers only what the caller may do with the source", () => {
    const only = (name: "create" | "update" | "delete") => () => ({
      create: false,
      update: false,
      delete: false,
      history: false,
      [name]: true,
    });
    expect(kinds([active, flinkWindow()], only("update"))).toEqual(["move", "edit", "extend", "end"]);
    expect(kinds([active, flinkWindow()], only("create"))).toEqual(["clone"]);
    expect(kinds([active, flinkWindow()], only("delete"))).toEqual(["delete"]);
  });

  test("says how many of several windows an action is about", () => {
    const actions = actionsFor([active, scheduled, flinkWindow()], all, now);
    expect(actions.map(({ label }) => label)).toEqual([
      "Move 1 of 3…",
      "Edit 2 of 3…",
      "Extend 2 of 3…",
      "End now 1 of 3…",
      "Clone 2 of 3…",
      "Delete 2 of 3…",
    ]);
    expect(actions.find(({ kind }) => kind === "end")?.change).toEqual({ kind: "end", windows: [active] });
    expect(actionsFor([active, scheduled], all, now)[0]?.label).toBe("Edit…");
  });

  test("marks only the deletion as destructive", () => {
    const actions = actionsFor([active], all, now);
    expect(actions.filter(({ isDestructive }) => isDestructive).map(({ kind }) => kind)).toEqual(["delete"]);
  });
});

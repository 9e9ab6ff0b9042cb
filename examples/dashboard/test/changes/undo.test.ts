import { describe, expect, test } from "vitest";
import type { Answer, Row } from "../../src/changes/answers";
import { canRepeat } from "../../src/changes/answers";
import { undoOf } from "../../src/changes/undo";
import { datadogChanged, datadogDeleted, datadogWindow, flinkChanged, flinkWindow } from "./windows";

const rowOf = (answer: Answer, wasInDoubt = false): Row => ({
  title: "Upgrade",
  input: {},
  before: datadogWindow(),
  answer,
  wasInDoubt,
});
const throttled: Answer = {
  __typename: "ThrottledError",
  code: "RESOURCE_EXHAUSTED",
  message: "Later.",
  retryable: true,
  requestId: null,
};

describe("undoOf", () => {
  test("restores the window from its state after the change", () => {
    const answer = datadogChanged("UPDATED", datadogWindow());
    const undo = undoOf(rowOf(answer));
    expect(undo).toMatchObject({ title: "Upgrade", input: { updateDatadog: { ifRevision: "r2" } } });
    expect(undo.before).toBe(answer.window);
    expect(undo.answer).toBeUndefined();
  });

  test.each<[string, Row, string, RegExp]>([
    [
      "a window that had ended",
      rowOf(datadogDeleted("DELETED", datadogWindow({ status: "ENDED" }))),
      "failed",
      /cannot be created again/,
    ],
    ["a move of an unknown window", rowOf(flinkChanged("UPDATED", null)), "failed", /not known/],
    ["a lost answer", rowOf({ __typename: "Lost", message: "", isInDoubt: true }), "unknown", /may have/],
    ["a failure after a lost answer", rowOf(throttled, true), "unknown", /may have/],
    ["a failure", rowOf(throttled), "unchanged", /nothing to undo/],
    [
      "a window that was already so",
      rowOf(flinkChanged("UNCHANGED", flinkWindow())),
      "unchanged",
      /nothing to undo/,
    ],
  ])("says why it cannot undo %s", (_name, row, standing, message) => {
    const { answer } = undoOf(row);
    expect(answer).toMatchObject({ standing, message: expect.stringMatching(message) });
    expect(answer && canRepeat({ ...row, answer }, true)).toBe(false);
  });
});

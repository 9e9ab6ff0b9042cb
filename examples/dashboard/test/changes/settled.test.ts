import { describe, expect, test } from "vitest";
import type { Answer, Row } from "../../src/changes/answers";
import { canRepeat, standingOf } from "../../src/changes/answers";
import { inverseOf } from "../../src/changes/inverse";
import { settled } from "../../src/changes/settled";
import type { MaintenanceWindowChangeInput } from "../../src/graphql/graphql";
import type { Window } from "../../src/names";
import { datadogWindow, flinkWindow } from "./windows";

const failure = { message: "No.", retryable: false, requestId: null };
const gone: Answer = { ...failure, __typename: "NotFoundError", code: "NOT_FOUND" };
const stale = (current: Window): Answer => ({
  ...failure,
  __typename: "ConflictError",
  code: "ABORTED",
  reason: "STALE_REVISION",
  current,
});

const before = datadogWindow();
const ids = { id: before.id, ifRevision: before.revision };
const flinkIds = { id: flinkWindow().id, ifRevision: "r1" };

const repeated = (
  input: MaintenanceWindowChangeInput,
  answer: Answer,
  window: Window = before,
  wasInDoubt = true,
): Row => ({ title: "Upgrade", input, before: window, answer, wasInDoubt });

const extend = { extendDatadog: { ...ids, by: "PT1H" } };
const extended = datadogWindow({ revision: "r2", endsAt: "2026-11-22T14:00:00.000Z" });

describe("a change that is sent again after a doubt", () => {
  test.each<[string, Row]>([
    ["an extension", repeated(extend, stale(extended))],
    [
      "an edit",
      repeated(
        { updateDatadog: { ...ids, query: "", startsAt: "2026-11-22T10:00:00Z", allowBroadQuery: true } },
        stale(datadogWindow({ revision: "r2", query: "", startsAt: "2026-11-22T10:00:00.000Z" })),
      ),
    ],
    ["an end", repeated({ endDatadog: ids }, stale(datadogWindow({ revision: "r2", status: "ENDED" })))],
    [
      "a move",
      repeated(
        { updateFlink: { ...flinkIds, startTime: "02:00" } },
        stale(flinkWindow({ revision: "r2", startTime: "02:00", endTime: "10:00" })),
        flinkWindow(),
      ),
    ],
  ])("is made if the window is as wanted: %s", (_name, row) => {
    const answer = settled(row);
    expect(answer).toMatchObject({ outcome: "UPDATED", previous: { revision: "r1" } });
    expect(inverseOf(answer)).not.toBeNull();
  });

  test("is made if the window is gone as wanted, and can be undone", () => {
    const answer = settled(repeated({ deleteDatadog: ids }, gone));
    expect(answer).toMatchObject({ outcome: "DELETED", window: before });
    expect(inverseOf(answer)).toMatchObject({ createDatadog: { name: "Upgrade" } });
  });

  test("is undone without what somebody else has changed since", () => {
    const renamed = { ...extended, name: "Renamed", revision: "r3" };
    expect(inverseOf(settled(repeated(extend, stale(renamed))))).toMatchObject({
      updateDatadog: { name: "Renamed", endsAt: before.endsAt, ifRevision: "r3" },
    });
  });

  test.each<[string, Row]>([
    ["another end", repeated(extend, stale({ ...extended, endsAt: "2026-11-22T15:00:00.000Z" }))],
    ["another name", repeated({ updateDatadog: { ...ids, name: "Mine" } }, stale(extended))],
    ["a window that was not ended", repeated({ endDatadog: ids }, stale(extended))],
    [
      "another start",
      repeated(
        { updateFlink: { ...flinkIds, startTime: "02:00" } },
        stale(flinkWindow({ revision: "r2", startTime: "03:00" })),
        flinkWindow(),
      ),
    ],
    ["a window that was not deleted", repeated({ deleteDatadog: ids }, stale(extended))],
    ["a window that is gone", repeated(extend, gone)],
  ])("keeps its error, and is not sent a third time, after %s", (_name, row) => {
    expect(settled(row)).toBe(row.answer);
    expect(canRepeat(row, false)).toBe(false);
  });

  test.each<[string, Row]>([
    ["an extension", repeated(extend, stale(extended), before, false)],
    ["a deletion", repeated({ deleteDatadog: ids }, gone, before, false)],
  ])("keeps its error without a doubt: %s", (_name, row) => {
    expect(settled(row)).toBe(row.answer);
  });

  test("is sent for the current window only after a conflict without a doubt, and not to undo", () => {
    const row = repeated(extend, stale(extended), before, false);
    expect(canRepeat(row, false)).toBe(true);
    expect(canRepeat(row, true)).toBe(false);
  });

  test("stays in doubt after a failure that says nothing about the window", () => {
    const throttled: Answer = {
      ...failure,
      __typename: "ThrottledError",
      code: "RESOURCE_EXHAUSTED",
      requestId: "abc",
    };
    const answer = settled(repeated(extend, throttled));
    expect(standingOf(answer)).toBe("unknown");
    expect(answer).toMatchObject({ message: "No.", requestId: "abc" });
    expect(settled(repeated(extend, throttled, before, false))).toBe(throttled);
  });
});

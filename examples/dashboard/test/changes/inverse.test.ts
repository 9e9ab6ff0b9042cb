import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/changes/answers";
import { inverseOf } from "../../src/changes/inverse";
import { datadogChanged, datadogDeleted, datadogWindow, flinkChanged, flinkWindow } from "./windows";

const previousValues = {
  name: "Upgrade",
  query: "service:orders",
  startsAt: "2026-11-22T11:00:00.000Z",
  endsAt: "2026-11-22T13:00:00.000Z",
  allowBroadQuery: true,
};
const restored = { updateDatadog: { id: "datadog:datadog:1", ...previousValues, ifRevision: "r2" } };
const ended = datadogWindow({ status: "ENDED" });

describe("inverseOf", () => {
  test.each<[string, Answer, ReturnType<typeof inverseOf>]>([
    [
      "move",
      flinkChanged("UPDATED", flinkWindow()),
      { updateFlink: { id: "flink:arn:payments", startTime: "22:00", ifRevision: "r2" } },
    ],
    ["edit", datadogChanged("UPDATED", datadogWindow()), restored],
    ["extend", datadogChanged("UPDATED", datadogWindow()), restored],
    ["extend of an ended window", datadogChanged("UPDATED", ended), restored],
    [
      "end",
      datadogChanged("UPDATED", datadogWindow(), datadogWindow({ status: "ENDED", revision: "r2" })),
      restored,
    ],
    [
      "create",
      datadogChanged("CREATED", null),
      { deleteDatadog: { id: "datadog:datadog:1", ifRevision: "r2" } },
    ],
    [
      "clone",
      datadogChanged("CREATED", null, datadogWindow({ id: "datadog:datadog:2" })),
      { deleteDatadog: { id: "datadog:datadog:2", ifRevision: "r1" } },
    ],
    [
      "delete",
      datadogDeleted("DELETED"),
      {
        createDatadog: {
          sourceId: "datadog",
          ...previousValues,
          idempotencyKey: "restore-datadog:datadog:1",
        },
      },
    ],
  ])("reverts a %s", (_kind, answer, inverse) => {
    expect(inverseOf(answer)).toEqual(inverse);
  });

  test.each<[string, Answer]>([
    ["a window that is unchanged", datadogChanged("UNCHANGED", datadogWindow())],
    ["a preview of a change", datadogChanged("VALIDATED", datadogWindow())],
    ["a preview of a move", flinkChanged("VALIDATED", flinkWindow())],
    ["a preview of a deletion", datadogDeleted("VALIDATED")],
    ["the deletion of a window that had ended", datadogDeleted("DELETED", ended)],
    ["a move whose previous window is not known", flinkChanged("UPDATED", null)],
    ["a lost answer", { __typename: "Lost", message: "No answer.", isInDoubt: true }],
  ])("has nothing to revert for %s", (_name, answer) => {
    expect(inverseOf(answer)).toBeNull();
  });
});

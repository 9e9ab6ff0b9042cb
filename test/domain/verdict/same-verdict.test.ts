import { expect, test } from "vitest";
import type { MaintenanceSource, SourceResult } from "../../../src/domain/sources.js";
import { isSameVerdict } from "../../../src/domain/verdict/same-verdict.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";

type Answer = Parameters<typeof isSameVerdict>[0];

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour));
const window: ScheduledWindow = {
  ...usualFields,
  id: "w",
  schedule: { recurrence: "NONE", startsAt: at(11), endsAt: at(13) },
};
const source = { kind: "MaintenanceSource", id: "one" } as MaintenanceSource;
const result: SourceResult = {
  source,
  state: "OK",
  fetchedAt: at(12),
  error: null,
  unreadableCount: 0,
  unreadable: [],
};
const reason = { window, certainty: "DECLARED", startsAt: at(11), endsAt: at(13) } as const;
const gap = { kind: "SOURCE_STALE", source, message: "61 seconds old" } as const;
const answer: Answer = {
  verdict: "IN_MAINTENANCE",
  windows: () => [window],
  windowCount: 1,
  reasons: [reason],
  missing: [gap],
  opensAt: null,
  clearAt: () => at(13),
  nextChangeAt: () => at(13),
  validFrom: at(12),
  validUntil: at(13),
  sources: [result],
};

test.each<[string, Partial<Answer>]>([
  ["when a source was read", { sources: [{ ...result, fetchedAt: at(13) }] }],
  ["the age of data in a message", { missing: [{ ...gap, message: "62 seconds old" }] }],
  ["how long the answer is valid", { validFrom: at(13), validUntil: at(14) }],
])("answers that differ only in %s are the same", (_what, change) => {
  expect(isSameVerdict(answer, { ...answer, ...change })).toBe(true);
});

test("the clear time does not matter while the verdict is CLEAR: it is that of the request", () => {
  const clear: Answer = { ...answer, verdict: "CLEAR" };
  expect(isSameVerdict(clear, { ...clear, clearAt: () => at(14) })).toBe(true);
});

test.each<[string, Partial<Answer>]>([
  ["the verdict", { verdict: "UNKNOWN" }],
  ["the number of windows", { windowCount: 2 }],
  ["a window", { windows: () => [{ ...window }] }],
  ["the order of windows", { windows: () => [{ ...window, id: "v" }] }],
  ["the window of a reason", { reasons: [{ ...reason, window: { ...window } }] }],
  ["the certainty of a reason", { reasons: [{ ...reason, certainty: "UNDERWAY" }] }],
  ["the start of a reason", { reasons: [{ ...reason, startsAt: at(10) }] }],
  ["the end of a reason", { reasons: [{ ...reason, endsAt: null }] }],
  ["a further reason", { reasons: [reason, reason] }],
  ["the kind of what is missing", { missing: [{ ...gap, kind: "SOURCE_FAILED" }] }],
  ["the source of what is missing", { missing: [{ ...gap, source: null }] }],
  ["nothing missing", { missing: [] }],
  ["the opening", { opensAt: at(14) }],
  ["the clear time", { clearAt: () => null }],
  ["the next change", { nextChangeAt: () => at(14) }],
  ["the state of a source", { sources: [{ ...result, state: "STALE" }] }],
  ["what a source lacks", { sources: [{ ...result, unreadableCount: 1 }] }],
  ["what is known of a source", { sources: [{ ...result, source: { ...source, accountId: "1" } }] }],
  ["the error of a source", { sources: [{ ...result, error: { code: "INTERNAL" } as never }] }],
])("answers that differ in %s are not the same", (_what, change) => {
  expect(isSameVerdict(answer, { ...answer, ...change })).toBe(false);
});

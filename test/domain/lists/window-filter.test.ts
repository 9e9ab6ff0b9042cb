import { expect, test } from "vitest";
import { violationsOfFilter } from "../../../src/domain/lists/filter-violations.js";
import { acceptedBy } from "../../../src/domain/lists/window-filter.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import type { MaintenanceSource } from "../../../src/domain/sources.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";

const now = new Date("2026-11-22T12:00:00Z");
const window: ScheduledWindow = {
  ...usualFields,
  id: "a",
  accountId: "123456789012",
  applicationStatus: "RUNNING",
  createdById: "me",
  schedule: { recurrence: "DAILY", startTime: "12:00", endTime: "20:00" },
};

test.each([
  ["statuses", "ENDED", "ACTIVE"],
  ["certainties", "POSSIBLE", "DECLARED"],
  ["applications", "another", "orders"],
  ["ids", "b", "a"],
  ["accountIds", "210987654321", "123456789012"],
  ["applicationStatuses", "READY", "RUNNING"],
  ["createdBy", "somebody", "me"],
  ["startTimes", "12:01", "12:00"],
])("%s that are repeated thousands of times are not searched for each window", (field, other, own) => {
  const given = Array.from({ length: 40_000 }, () => other);
  given.includes = () => {
    throw new Error("The list was searched.");
  };
  const { items } = orderWindows([{ ...window, applicationNames: ["orders"] }], "ID", now);
  const accepted = (values: readonly string[]) =>
    items.filter(acceptedBy({ [field]: values }, now) ?? (() => true));
  expect(accepted(given)).toEqual([]);
  expect(accepted([...given, own])).toHaveLength(1);
});

test("an account is unknown only if the accounts of all sources are known", () => {
  const sourceOf = (region: string | null, accountId: string | null) =>
    ({ id: "s", region, accountId }) as MaintenanceSource;
  const violationsOf = (...sources: readonly MaintenanceSource[]) =>
    violationsOfFilter({ accountIds: ["2"] }, { sources, isWindowId: () => true }).length;
  expect(violationsOf(sourceOf("r", "1"))).toBe(1);
  expect(violationsOf(sourceOf("r", "1"), sourceOf(null, null))).toBe(1);
  expect(violationsOf(sourceOf("r", "1"), sourceOf("r", "2"))).toBe(0);
  expect(violationsOf(sourceOf("r", "1"), sourceOf("r", null))).toBe(0);
});

test("a message about unknown sources names ten of them, and the beginning of a long one", () => {
  const sources = Array.from({ length: 1_000 }, (_, index) => `${index}${"x".repeat(10_000)}`);
  const [violation] = violationsOfFilter({ sources }, { sources: [], isWindowId: () => true });
  expect(violation?.message).toContain(" and 990 more.");
  expect(violation?.message.length).toBeLessThan(1_500);
});

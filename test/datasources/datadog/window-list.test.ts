import fc from "fast-check";
import { expect, test } from "vitest";
import type { DatadogMaintenanceWindow } from "../../../src/datasources/datadog/model.js";
import { createWindowList, windowListOf } from "../../../src/datasources/datadog/window-list.js";

const query = fc.constantFrom("a:b", " a:b", "a:b  AND c:d", "a:b AND\tc:d\n", "a:b and c:d", "");
const windows = fc.uniqueArray(
  fc.record({ id: fc.nat(30).map(String), query }).map((fields) => fields as DatadogMaintenanceWindow),
  { selector: ({ id }) => id, maxLength: 20 },
);
const isSame = (left: string, right: string) =>
  left.split(/\s+/).filter(Boolean).join(" ") === right.split(/\s+/).filter(Boolean).join(" ");

test("a list finds the windows that a comparison of each finds", () => {
  fc.assert(
    fc.property(windows, query, fc.nat(30).map(String), (all, wanted, id) => {
      const list = createWindowList({ items: all, unreadable: [] });
      expect(list.withQuery(wanted)).toEqual(all.filter((window) => isSame(window.query, wanted)));
      expect(list.withId(id)).toBe(all.find((window) => window.id === id) ?? null);
    }),
  );
});

test("a hundred searches read the query of each window once", () => {
  let reads = 0;
  const all = Array.from({ length: 1_000 }, (_, number) => ({
    id: String(number),
    get query() {
      reads += 1;
      return `load:${number}`;
    },
  })) as unknown as DatadogMaintenanceWindow[];
  const items = new Map(all.map((window) => [window.id, window]));
  for (let count = 0; count < 100; count++)
    windowListOf({ items, unreadable: [] }).withQuery(`load:${count}`);
  expect(reads).toBe(1_000);
  // After a write, only the window that is new is normalized.
  const added = { id: "new", query: "load:new" } as DatadogMaintenanceWindow;
  const found = windowListOf({ items: new Map([...items, ["new", added]]), unreadable: [] }).withQuery(
    "load:new",
  );
  expect([found, reads]).toEqual([[added], 1_000]);
});

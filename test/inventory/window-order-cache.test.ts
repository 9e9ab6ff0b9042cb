import fc from "fast-check";
import { expect, test } from "vitest";
import type { WindowOrderField } from "../../src/domain/lists/ordered-window.js";
import { orderWindows } from "../../src/domain/lists/window-order.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { createWindowOrderCache } from "../../src/inventory/window-order-cache.js";
import { window as anyWindow, instant } from "../domain/arbitraries.js";
import { usualFields } from "../support/usual-fields.js";

const minute = (minutes: number) => new Date(minutes * 60_000);
const window = (id: string, startsAt: number, endsAt: number): ScheduledWindow => ({
  ...usualFields,
  id,
  title: id,
  schedule: { recurrence: "NONE", startsAt: minute(startsAt), endsAt: minute(endsAt) },
});
const [a, b] = [window("a", 10, 20), window("b", 15, 30)];
const ids = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);

test("an order is reused from the time of its computation until a window opens or closes", () => {
  const { ordered } = createWindowOrderCache();
  const parts = new Map([["s", [b, a]]]);
  const first = ordered(parts, "NEXT_OCCURRENCE", minute(5));
  expect(ids(first)).toEqual(["a", "b"]);
  expect(ordered(new Map(parts), "NEXT_OCCURRENCE", minute(9))).toBe(first);
  expect(ordered(parts, "NEXT_OCCURRENCE", minute(10))).not.toBe(first);
  expect(ids(ordered(parts, "NEXT_OCCURRENCE", minute(20)))).toEqual(["b", "a"]);
  // A page of an earlier request keeps its own order.
  expect(ordered(parts, "NEXT_OCCURRENCE", minute(6))).toBe(first);
  expect(ids(ordered(parts, "NEXT_OCCURRENCE", minute(4)))).toEqual(["a", "b"]);
  expect(ids(ordered(parts, "ID", minute(20)))).toEqual(["a", "b"]);
});

test("other windows and other sources have their own orders", () => {
  const { ordered } = createWindowOrderCache();
  const one = ordered(new Map([["s", [a]]]), "ID", minute(0));
  expect(ids(ordered(new Map([["s", [a, b]]]), "ID", minute(0)))).toEqual(["a", "b"]);
  expect(ids(ordered(new Map([["t", [b]]]), "ID", minute(0)))).toEqual(["b"]);
  expect(ids(one)).toEqual(["a"]);
});

test("after any changes of any sources, the order is that of an empty cache", () => {
  const source = fc.constantFrom("s", "t");
  const change = fc.record({
    source,
    // Two sources can list the same window, and a window can change without a new id.
    remove: fc.array(fc.nat(8), { maxLength: 3 }),
    add: fc.array(fc.tuple(anyWindow, fc.constantFrom("a", "b", "c", "d", null)), { maxLength: 3 }),
    order: fc.constantFrom<WindowOrderField>("NEXT_OCCURRENCE", "END", "TITLE", "ID"),
    at: instant,
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const { ordered } = createWindowOrderCache();
      const parts = new Map<string, readonly ScheduledWindow[]>([
        ["s", []],
        ["t", []],
      ]);
      for (const { source: changed, remove, add, order, at } of changes) {
        const left = (parts.get(changed) ?? []).filter((_, index) => !remove.includes(index));
        const added = add.map(([given, id]) => ({ ...given, id: id ?? given.id }));
        const ids = new Set(added.map(({ id }) => id));
        const distinct = new Map(added.map((given) => [given.id, given]));
        parts.set(changed, [...left.filter(({ id }) => !ids.has(id)), ...distinct.values()]);
        const expected = orderWindows([...parts.values()].flat(), order, at);
        expect(ordered(new Map(parts), order, at)).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
});

test("the order of some sources is that of an empty cache, and takes its windows from an order of more sources", () => {
  const list = fc.uniqueArray(anyWindow, { selector: ({ id }) => id, maxLength: 6 });
  fc.assert(
    fc.property(list, list, list, fc.boolean(), instant, (one, two, three, isShared, at) => {
      const { ordered } = createWindowOrderCache();
      const of = (sourceId: string, windows: readonly ScheduledWindow[]) =>
        windows.map((given) => ({ ...given, id: `${sourceId}:${given.id}`, sourceId }));
      const listed = of("one", one);
      // Two sources can list the same window.
      const all = new Map([
        ["one", listed],
        ["two", isShared ? [...of("two", two), ...listed] : of("two", two)],
        ["three", of("three", three)],
      ]);
      ordered(all, "NEXT_OCCURRENCE", at);
      for (const names of [["one"], ["one", "two"], ["three", "two"], []]) {
        const parts = new Map(names.map((name) => [name, all.get(name) ?? []]));
        const expected = orderWindows([...parts.values()].flat(), "NEXT_OCCURRENCE", at);
        expect(ordered(parts, "NEXT_OCCURRENCE", at)).toEqual(expected);
      }
    }),
  );
});

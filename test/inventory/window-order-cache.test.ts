import { expect, test } from "vitest";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { createWindowOrderCache } from "../../src/inventory/window-order-cache.js";

const minute = (minutes: number) => new Date(minutes * 60_000);
const window = (id: string, startsAt: number, endsAt: number): ScheduledWindow => ({
  id,
  title: id,
  kind: "W",
  provider: "P",
  sourceId: "s",
  revision: "r",
  searchTexts: [],
  schedule: { recurrence: "NONE", startsAt: minute(startsAt), endsAt: minute(endsAt) },
});
const [a, b] = [window("a", 10, 20), window("b", 15, 30)];
const ids = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);

test("an order is reused from the time of its computation until a window opens or closes", () => {
  const ordered = createWindowOrderCache();
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
  const ordered = createWindowOrderCache();
  const one = ordered(new Map([["s", [a]]]), "ID", minute(0));
  expect(ids(ordered(new Map([["s", [a, b]]]), "ID", minute(0)))).toEqual(["a", "b"]);
  expect(ids(ordered(new Map([["t", [b]]]), "ID", minute(0)))).toEqual(["b"]);
  expect(ids(one)).toEqual(["a"]);
});

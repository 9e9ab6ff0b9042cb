import fc from "fast-check";
import { expect, test } from "vitest";
import type { Reservation } from "../../src/scheduling/memory-budget.js";
import { createMemoryBudget } from "../../src/scheduling/memory-budget.js";

test("one flow gets a half, and two get a third each", () => {
  const budget = createMemoryBudget(600);
  const first = budget.reserve("a", 300);
  expect([first, budget.reserve("a", 1)]).toEqual([expect.anything(), null]);
  expect(budget.reserve("b", 151)).toBeNull();
  expect(budget.reserve("b", 150)).not.toBeNull();
  first?.resize(200);
  expect(budget.reserve("b", 51)).toBeNull();
  expect(budget.reserve("b", 50)).not.toBeNull();
  expect([budget.reserve("a", 1), budget.reserve("b", 1)]).toEqual([null, null]);
});

test("a reservation that cannot grow keeps its size, and is released once", () => {
  const budget = createMemoryBudget(100);
  const reservation = budget.reserve("a", 40);
  expect([reservation?.resize(60), budget.heldBytes()]).toEqual([false, 40]);
  expect([reservation?.resize(50), budget.heldBytes()]).toEqual([true, 50]);
  reservation?.release();
  reservation?.release();
  expect([budget.heldBytes(), budget.reserve("a", 50) !== null]).toEqual([0, true]);
});

test("whatever flows do, they hold less than everything, and exactly what they reserved", () => {
  const action = fc.record({
    flow: fc.constantFrom("a", "b", "c"),
    bytes: fc.nat(80),
    kind: fc.constantFrom("reserve", "resize", "release"),
    index: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const budget = createMemoryBudget(100);
      const held: { readonly reservation: Reservation; bytes: number }[] = [];
      for (const { flow, bytes, kind, index } of actions) {
        const chosen = held[index % Math.max(1, held.length)];
        if (kind === "reserve") {
          const reservation = budget.reserve(flow, bytes);
          if (reservation !== null) held.push({ reservation, bytes });
        } else if (chosen !== undefined && kind === "resize") {
          if (chosen.reservation.resize(bytes)) chosen.bytes = bytes;
        } else if (chosen !== undefined) {
          chosen.reservation.release();
          held.splice(held.indexOf(chosen), 1);
          // A client can disconnect before its request knows its size.
          expect(chosen.reservation.resize(bytes)).toBe(true);
        }
        expect(budget.heldBytes()).toBe(held.reduce((sum, each) => sum + each.bytes, 0));
        // A new flow always gets something.
        expect(budget.heldBytes()).toBeLessThanOrEqual(87.5);
      }
      for (const { reservation } of held) reservation.release();
      expect(budget.heldBytes()).toBe(0);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { openWindows } from "../../../src/domain/lists/open-windows.js";
import { createTimeIndex } from "../../../src/domain/lists/time-index.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import { nextOccurrence, statusAt } from "../../../src/domain/time/schedules.js";
import { instant, windows } from "../arbitraries.js";

test("openWindows returns the ACTIVE windows in order of closing time, and the time when the last one closes", () => {
  fc.assert(
    fc.property(windows, instant, instant, (all, at, instantOfOrder) => {
      const { open, until } = openWindows(createTimeIndex(orderWindows(all, "ID", instantOfOrder).items), at);
      const active = all.filter(({ schedule }) => statusAt(schedule, at) === "ACTIVE");
      expect([...open.map(({ id }) => id)].sort()).toEqual(active.map(({ id }) => id).sort());
      const ends = open.map(({ schedule }) => nextOccurrence(schedule, at)?.endsAt.getTime() ?? 0);
      expect(ends).toEqual([...ends].sort((left, right) => left - right));
      expect(until?.getTime() ?? null).toBe(ends.at(-1) ?? null);
    }),
  );
});

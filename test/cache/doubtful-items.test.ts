import { expect, test, vi } from "vitest";
import { otherReplicaRereadMs } from "../../src/cache/constants.js";
import { createDoubtfulItems, everyItem } from "../../src/cache/doubtful-items.js";
import { createWriteJournal } from "../../src/cache/write-journal.js";
import { movableClock } from "../support/clock.js";

const clock = movableClock();
const atMs = clock.moment().steadyMs - otherReplicaRereadMs;

test("the check of one item does not visit the doubts about all others", () => {
  const journal = createWriteJournal();
  for (let index = 0; index < 1_000; index++) {
    journal.doubts.add("s", `item-${index}`, { position: `${index + 2}-0`, atMs });
  }
  const lastRead = vi.fn(() => ({ readAtMs: atMs, position: "1-0" }));
  const doubtful = createDoubtfulItems("s", journal, clock.moment, lastRead);
  expect([doubtful.has("item-7"), doubtful.has("other")]).toEqual([true, false]);
  expect(lastRead).toHaveBeenCalledTimes(1);
  expect(doubtful.size).toBe(1_000);

  journal.doubts.add("s", everyItem, { position: "2000-0", atMs });
  expect(doubtful.has("other")).toBe(true);
});

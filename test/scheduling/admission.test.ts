import { expect, test } from "vitest";
import { createAdmission } from "../../src/scheduling/admission.js";

/** Admission whose time and event loop the test controls. */
function createTestAdmission() {
  let nowMs = 0;
  let next: (() => void)[] = [];
  const admission = createAdmission(
    () => nowMs,
    (callback) => void next.push(callback),
  );
  const begun: string[] = [];
  return {
    begun,
    waiting: admission.waiting,
    /** Does work of a caller that takes so long, now or when it is admitted. */
    work(flow: string, durationMs: number): void {
      const run = () => {
        begun.push(flow);
        nowMs += durationMs;
      };
      const admitted = admission.admit(flow);
      if (admitted === null) run();
      else void admitted.then(run);
    },
    async iterate(): Promise<void> {
      const callbacks = next;
      next = [];
      for (const callback of callbacks) callback();
      await Promise.resolve();
    },
  };
}

test("short work begins at once", () => {
  const { work, begun, waiting } = createTestAdmission();
  for (let count = 0; count < 9; count++) work("a", 1);
  expect([begun.length, waiting()]).toEqual([9, 0]);
});

test("once requests have occupied an iteration, one more begins in each of the next, and callers are served in rotation", async () => {
  const { work, begun, iterate, waiting } = createTestAdmission();
  for (let count = 0; count < 4; count++) work("a", 50);
  work("b", 50);
  expect([begun, waiting()]).toEqual([["a"], 4]);
  await iterate();
  expect(begun).toEqual(["a", "a"]);
  await iterate();
  expect(begun).toEqual(["a", "a", "b"]);
  // Work that arrives later does not overtake work that waits.
  work("b", 50);
  await iterate();
  expect(begun).toEqual(["a", "a", "b", "a"]);
  await iterate();
  await iterate();
  expect([begun, waiting()]).toEqual([["a", "a", "b", "a", "b", "a"], 0]);
  await iterate();
  work("c", 1);
  expect(begun.at(-1)).toBe("c");
});

test("while the iterations are short, more waiting work begins in each, up to eight pieces", async () => {
  const { work, begun, iterate } = createTestAdmission();
  work("a", 50);
  for (let count = 0; count < 100; count++) work("a", 1);
  const perIteration: number[] = [];
  for (let count = 0; count < 10; count++) {
    const before = begun.length;
    await iterate();
    perIteration.push(begun.length - before);
  }
  expect(perIteration).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
});

import { expect, test } from "vitest";
import { createAdmission, OverloadedError } from "../../src/scheduling/admission.js";

/** Admission whose time and event loop the test controls. */
function createTestAdmission(maxWaitMs?: number) {
  let nowMs = 0;
  let next: (() => void)[] = [];
  const admission = createAdmission(
    maxWaitMs,
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
    /** Begins a request of a caller, now or when it is admitted. */
    async request(flow: string, durationMs: number): Promise<string> {
      try {
        await admission.admitRequest(flow);
      } catch (error) {
        if (error instanceof OverloadedError) return "refused";
        throw error;
      }
      begun.push(`${flow}'s request`);
      nowMs += durationMs;
      return "begun";
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

test("a caller's new request waits until no work of its begun ones does, but not for other callers", async () => {
  const { work, request, begun, iterate } = createTestAdmission();
  work("a", 50);
  void request("a", 50);
  work("a", 50);
  work("a", 50);
  void request("b", 50);
  for (let count = 0; count < 4; count++) await iterate();
  expect(begun).toEqual(["a", "a", "b's request", "a", "a's request"]);
});

test("a request that has waited too long is refused, and so is a new one of its caller", async () => {
  const { work, request, begun, iterate, waiting } = createTestAdmission(100);
  work("a", 10);
  const outcomes = Array.from({ length: 12 }, () => request("a", 10));
  // One begins in each iteration, after 10 ms, 20 ms and so on.
  for (let count = 0; count < 10; count++) await iterate();
  expect(begun).toEqual(["a", ...Array.from({ length: 10 }, () => "a's request")]);
  const late = request("a", 1);
  const other = request("b", 1);
  expect(await late).toBe("refused");
  for (let count = 0; count < 4; count++) await iterate();
  expect((await Promise.all(outcomes)).map((outcome) => outcome === "begun")).toEqual([
    ...Array.from({ length: 10 }, () => true),
    false,
    false,
  ]);
  expect(await other).toBe("begun");
  expect(waiting()).toBe(0);
  // The queue is empty, so the caller is served again.
  expect(await request("a", 1)).toBe("begun");
});

test("a few long iterations, such as the import of an SDK, refuse nothing", async () => {
  const { work, request, iterate } = createTestAdmission(100);
  work("a", 2_000);
  const outcomes = Array.from({ length: 5 }, () => request("a", 1_000));
  for (let count = 0; count < 6; count++) await iterate();
  outcomes.push(request("a", 1));
  expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => "begun"));
});

test("work of a request that has begun is never refused", async () => {
  const { work, begun, iterate } = createTestAdmission(100);
  for (let count = 0; count < 5; count++) work("a", 1_000);
  for (let count = 0; count < 5; count++) await iterate();
  expect(begun).toHaveLength(5);
});

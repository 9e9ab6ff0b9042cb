import { describe, expect, test } from "vitest";
import type { SharedTier } from "../../src/cache/shared-tier.js";
import { noSharedTier } from "../../src/cache/shared-tier.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { createWriteLock } from "../../src/writes/write-lock.js";

const soon = () => deadlineIn(5_000);

describe("a write lock", () => {
  test("runs work with the same key one at a time, in order of request, and other keys concurrently", async () => {
    const withLock = createWriteLock(noSharedTier);
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = withLock("a", soon(), async () => {
      order.push("first begins");
      await gate.promise;
      order.push("first ends");
    });
    const second = withLock("a", soon(), async () => void order.push("second"));
    const third = withLock("a", soon(), async () => void order.push("third"));
    await withLock("b", soon(), async () => void order.push("other"));
    gate.resolve();
    await Promise.all([first, second, third]);
    expect(order).toEqual(["first begins", "other", "first ends", "second", "third"]);
  });

  test("runs the next work after a failure", async () => {
    const withLock = createWriteLock(noSharedTier);
    const failing = withLock("a", soon(), () => Promise.reject(new Error("it failed")));
    const next = withLock("a", soon(), async () => "done");
    await expect(failing).rejects.toThrow("it failed");
    expect(await next).toBe("done");
  });

  test("does not run work whose deadline passes while it waits, and keeps the order of the rest", async () => {
    const withLock = createWriteLock(noSharedTier);
    const gate = Promise.withResolvers<string>();
    const first = withLock("a", soon(), () => gate.promise);
    let isDone = false;
    const late = withLock("a", deadlineIn(20), async () => {
      isDone = true;
    });
    const last = withLock("a", soon(), async () => (isDone ? "too late" : "in order"));
    await expect(late).rejects.toMatchObject({
      failure: { code: "DEADLINE_EXCEEDED", outcomeUnknown: false, retryable: true },
    });
    gate.resolve("first");
    expect(await Promise.all([first, last])).toEqual(["first", "in order"]);
    expect(isDone).toBe(false);
  });

  test("waits for another replica that holds the lock", async () => {
    let taken = 3;
    const shared: SharedTier = {
      ...noSharedTier,
      async tryWithLock(key, work) {
        expect(key).toBe("write:a");
        taken -= 1;
        return taken > 0 ? null : { result: await work() };
      },
    };
    expect(await createWriteLock(shared)("a", soon(), async () => "done")).toBe("done");
    expect(taken).toBe(0);
  });

  test("times out if another replica holds the lock too long", async () => {
    const shared: SharedTier = { ...noSharedTier, tryWithLock: async () => null };
    const work = createWriteLock(shared)("a", deadlineIn(60), async () => "done");
    await expect(work).rejects.toMatchObject({ failure: { failure: "TIMEOUT", outcomeUnknown: false } });
  });
});

import { describe, expect, test } from "vitest";
import type { SharedTier } from "../../src/cache/shared-tier.js";
import { noSharedTier } from "../../src/cache/shared-tier.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { createWriteLock } from "../../src/writes/write-lock.js";

const soon = () => deadlineIn(5_000);

describe("work of one key", () => {
  test("is done one after the other, in the order in which it was asked for; of another key, at the same time", async () => {
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

  test("that fails lets the next one begin", async () => {
    const withLock = createWriteLock(noSharedTier);
    const failing = withLock("a", soon(), () => Promise.reject(new Error("it failed")));
    const next = withLock("a", soon(), async () => "done");
    await expect(failing).rejects.toThrow("it failed");
    expect(await next).toBe("done");
  });

  test("whose turn does not come in time is not done, and those behind it still wait for those before it", async () => {
    const withLock = createWriteLock(noSharedTier);
    const gate = Promise.withResolvers<string>();
    const first = withLock("a", soon(), () => gate.promise);
    let isDone = false;
    const late = withLock("a", deadlineIn(20), async () => {
      isDone = true;
    });
    const last = withLock("a", soon(), async () => (isDone ? "too late" : "in turn"));
    await expect(late).rejects.toMatchObject({
      failure: { code: "DEADLINE_EXCEEDED", outcomeUnknown: false, retryable: true },
    });
    gate.resolve("first");
    expect(await Promise.all([first, last])).toEqual(["first", "in turn"]);
    expect(isDone).toBe(false);
  });

  test("waits for a replica that is at it", async () => {
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

  test("gives up a replica that takes too long", async () => {
    const shared: SharedTier = { ...noSharedTier, tryWithLock: async () => null };
    const work = createWriteLock(shared)("a", deadlineIn(60), async () => "done");
    await expect(work).rejects.toMatchObject({ failure: { failure: "TIMEOUT", outcomeUnknown: false } });
  });
});

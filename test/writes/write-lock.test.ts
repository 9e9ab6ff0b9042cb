import { describe, expect, test } from "vitest";
import type { SharedTier } from "../../src/memory/shared-tier.js";
import { noSharedTier } from "../../src/memory/shared-tier.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { createWriteLock } from "../../src/writes/write-lock.js";

const soon = () => deadlineIn(5_000);

describe("work of one key", () => {
  test("is done one after the other, in the order in which it was asked for; of another key, at the same time", async () => {
    const exclusively = createWriteLock(noSharedTier);
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = exclusively("a", soon(), async () => {
      order.push("first begins");
      await gate.promise;
      order.push("first ends");
    });
    const second = exclusively("a", soon(), async () => void order.push("second"));
    const third = exclusively("a", soon(), async () => void order.push("third"));
    await exclusively("b", soon(), async () => void order.push("other"));
    gate.resolve();
    await Promise.all([first, second, third]);
    expect(order).toEqual(["first begins", "other", "first ends", "second", "third"]);
  });

  test("that fails lets the next one begin", async () => {
    const exclusively = createWriteLock(noSharedTier);
    const failing = exclusively("a", soon(), () => Promise.reject(new Error("it failed")));
    const next = exclusively("a", soon(), async () => "done");
    await expect(failing).rejects.toThrow("it failed");
    expect(await next).toBe("done");
  });

  test("whose turn does not come in time is not done, and those behind it still wait for those before it", async () => {
    const exclusively = createWriteLock(noSharedTier);
    const gate = Promise.withResolvers<string>();
    const first = exclusively("a", soon(), () => gate.promise);
    let isDone = false;
    const late = exclusively("a", deadlineIn(20), async () => {
      isDone = true;
    });
    const last = exclusively("a", soon(), async () => (isDone ? "too late" : "in turn"));
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
      async exclusively(key, work) {
        expect(key).toBe("write:a");
        taken -= 1;
        return taken > 0 ? null : { result: await work() };
      },
    };
    expect(await createWriteLock(shared)("a", soon(), async () => "done")).toBe("done");
    expect(taken).toBe(0);
  });

  test("gives up a replica that takes too long", async () => {
    const shared: SharedTier = { ...noSharedTier, exclusively: async () => null };
    const work = createWriteLock(shared)("a", deadlineIn(60), async () => "done");
    await expect(work).rejects.toMatchObject({ failure: { failure: "TIMEOUT", outcomeUnknown: false } });
  });
});

import { expect, test } from "vitest";
import { createCallQueue } from "../../src/upstream/call-queue.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";

test("waiting calls run by priority, and the queue reports the running and waiting calls", async () => {
  const queue = createCallQueue(1);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const calls = [
    queue.run(deadlineIn(5_000), 0, () => first.promise),
    queue.run(deadlineIn(5_000), 0, async () => void order.push("of a list")),
    queue.run(deadlineIn(5_000), 1, async () => void order.push("single")),
  ];
  expect(queue.occupancy()).toEqual({ running: 1, waiting: 2 });
  first.resolve();
  await Promise.all(calls);
  expect(order).toEqual(["single", "of a list"]);
  expect(queue.occupancy()).toEqual({ running: 0, waiting: 0 });
});

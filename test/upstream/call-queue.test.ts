import { expect, test } from "vitest";
import { createCallQueue } from "../../src/upstream/call-queue.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";

test("callers with waiting calls are served in rotation, and the queue reports the running and waiting calls", async () => {
  const queue = createCallQueue(1);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const call = (caller: string, name: string) =>
    queue.run(deadlineIn(5_000, undefined, caller), async () => void order.push(name));
  const calls = [
    queue.run(deadlineIn(5_000), () => first.promise),
    ...Array.from({ length: 900 }, (_, index) => call("a", `a${index}`)),
    call("", "list 1"),
    call("b", "b"),
    call("", "list 2"),
  ];
  expect(queue.occupancy()).toEqual({ running: 1, waiting: 903 });
  first.resolve();
  await Promise.all(calls);
  expect(order.slice(0, 6)).toEqual(["a0", "list 1", "b", "a1", "list 2", "a2"]);
  expect(queue.occupancy()).toEqual({ running: 0, waiting: 0 });
});

test("a call whose caller has gone leaves the queue", async () => {
  const queue = createCallQueue(1);
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const gone = new AbortController();
  const running = queue.run(deadlineIn(5_000), () => first.promise);
  const left = queue.run(deadlineIn(5_000, gone.signal, "a"), async () => void order.push("gone"));
  const next = queue.run(deadlineIn(5_000, undefined, "a"), async () => void order.push("next"));
  gone.abort();
  await expect(left).rejects.toThrow();
  expect(queue.occupancy()).toEqual({ running: 1, waiting: 1 });
  first.resolve();
  await Promise.all([running, next]);
  expect(order).toEqual(["next"]);
});

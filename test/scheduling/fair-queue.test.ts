import fc from "fast-check";
import { expect, test } from "vitest";
import { createFairQueue } from "../../src/scheduling/fair-queue.js";

test("a flow with many elements delays its own, not those of the others", () => {
  const queue = createFairQueue<string>();
  for (let number = 0; number < 1_000; number++) queue.enqueue(`a${number}`, "a");
  queue.enqueue("b0", "b");
  queue.enqueue("b1", "b");
  queue.enqueue("c0", "c");
  const taken = Array.from({ length: 6 }, () => queue.dequeue());
  expect(taken).toEqual(["a0", "b0", "c0", "a1", "b1", "a2"]);
});

test("every element is taken once, in the order of its flow, and no flow is served twice while another waits", () => {
  const steps = fc.array(fc.oneof(fc.constantFrom("a", "b", "c"), fc.constant(null)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (all) => {
      const queue = createFairQueue<string>();
      const waiting: string[] = [];
      for (const [index, flow] of all.entries()) {
        if (flow !== null) {
          waiting.push(`${flow}${index}`);
          queue.enqueue(`${flow}${index}`, flow);
        } else if (waiting.length > 0) {
          const taken = queue.dequeue() ?? "";
          const own = taken[0] ?? "";
          // The oldest of its flow.
          expect(waiting.find((element) => element.startsWith(own))).toBe(taken);
          waiting.splice(waiting.indexOf(taken), 1);
        }
        expect(queue.size()).toBe(waiting.length);
      }
      const rest = Array.from({ length: waiting.length }, () => queue.dequeue());
      expect([...rest].sort()).toEqual([...waiting].sort());
      // Among the rest, no flow is served twice while another waits.
      for (const [index, element] of rest.entries()) {
        const next = rest.slice(index + 1).findIndex((other) => other?.[0] === element?.[0]);
        if (next < 0) continue;
        const between = rest.slice(index + 1, index + 1 + next).map((other) => other?.[0]);
        const later = new Set(rest.slice(index + 1 + next).map((other) => other?.[0]));
        for (const flow of later) if (flow !== element?.[0]) expect(between).toContain(flow);
      }
      expect(queue.dequeue()).toBeUndefined();
    }),
  );
});

test("a removed element is not served", () => {
  const queue = createFairQueue<string>();
  queue.enqueue("a0", "a");
  queue.enqueue("b0", "b");
  queue.remove((element) => element === "a0");
  queue.remove((element) => element === "unknown");
  expect([queue.size(), queue.dequeue(), queue.dequeue()]).toEqual([1, "b0", undefined]);
});

test("the urgent elements of a flow come first, without delaying other flows", () => {
  const queue = createFairQueue<string>();
  queue.enqueue("a0", "a");
  queue.enqueue("a1", "a", true);
  queue.enqueue("b0", "b");
  queue.enqueue("a2", "a", true);
  expect(queue.firstOf("a")).toBe("a0");
  queue.remove((element) => element === "a2");
  expect(Array.from({ length: 4 }, () => queue.dequeue())).toEqual(["a1", "b0", "a0", undefined]);
  expect([queue.size(), queue.firstOf("a")]).toEqual([0, undefined]);
});

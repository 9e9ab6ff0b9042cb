import { parse } from "graphql";
import { expect, test } from "vitest";
import type { Context } from "../../../src/context.js";
import type { Reservation } from "../../../src/scheduling/memory-budget.js";
import { createStreamMemory } from "../../../src/server/streams/stream-memory.js";

function subscription(viewer: string, fields: number) {
  const context = { request: { caller: { viewer, address: "::1" } } } as unknown as Context;
  const document = parse(`subscription { ${"field ".repeat(fields)} }`);
  return { document, operationName: null, variables: {}, callback: undefined, context };
}

test("large operations of one caller leave memory for those of others", () => {
  const reserve = createStreamMemory(4 * 1024 * 1024);
  const held: Reservation[] = [];
  expect(() => {
    for (;;) held.push(reserve(subscription("ada", 700)));
  }).toThrow("no memory");
  expect(held.length).toBeGreaterThan(1);
  reserve(subscription("bob", 700)).release();
  held[0]?.release();
  reserve(subscription("ada", 700)).release();
});

test("operations of the usual size are not counted", () => {
  const reserve = createStreamMemory(1);
  for (let count = 0; count < 100; count += 1) reserve(subscription("ada", 50));
});

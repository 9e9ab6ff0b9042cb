import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemsPerPart } from "../../../src/cache/redis/constants.js";
import { decodeSnapshot, encodeSnapshot } from "../../../src/cache/redis/snapshot-encoding.js";
import { conflict } from "../../../src/domain/failures/error-factories.js";

const unreadable = [
  {
    key: "b",
    id: "datadog:datadog:b",
    texts: null,
    error: conflict("RESOURCE_IN_USE", null, "It is in use.").failure,
    detail: "name is not a string",
  },
];
const rest = {
  id: "1",
  fetchedAt: new Date("2026-11-22T12:00:00.000Z"),
  readAtMs: 12.5,
  position: "1-2",
  unreadable,
};

/** The fields as Redis returns them. */
async function stored(items: readonly unknown[]): Promise<Record<string, Buffer>> {
  const fields = await encodeSnapshot({ items, ...rest });
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value : Buffer.from(String(value)),
    ]),
  );
}

describe("a snapshot", () => {
  test("is decoded as it was encoded", async () => {
    const item = fc.record({
      id: fc.string({ unit: "binary" }),
      at: fc.date({ noInvalidDate: true }),
      none: fc.constantFrom(null, undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(item), async (items) => {
        expect(await decodeSnapshot(await stored(items))).toEqual({ items, ...rest });
      }),
    );
  });

  test("can be empty, and can have several parts", async () => {
    for (const count of [0, itemsPerPart, 2 * itemsPerPart + 1]) {
      const items = Array.from({ length: count }, (_, index) => ({ index }));
      const fields = await stored(items);
      expect(Object.keys(fields).filter((name) => name.startsWith("items:"))).toHaveLength(
        Math.ceil(count / itemsPerPart),
      );
      expect((await decodeSnapshot(fields))?.items).toEqual(items);
    }
  });

  test("is unknown if a part is missing, cut off or of another format", async () => {
    const fields = await stored(Array.from({ length: itemsPerPart + 1 }, (_, index) => index));
    const second = `items:${itemsPerPart}`;
    const { [second]: last, ...incomplete } = fields;
    for (const damaged of [
      {},
      { snapshot: Buffer.from("[]") },
      incomplete,
      { ...fields, [second]: last?.subarray(0, 3) ?? Buffer.alloc(0) },
      { ...fields, [second]: Buffer.from("text") },
    ]) {
      expect(await decodeSnapshot(damaged)).toBeNull();
    }
  });
});

import { setImmediate } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { Snapshot } from "../shared-tier.js";
import { itemsPerPart } from "./constants.js";

/** The fields of the hash that holds a snapshot: `fetchedAt` as a number, and the snapshot in parts. */
export type EncodedSnapshot = Readonly<Record<string, Buffer | number>>;

/**
 * Encodes a snapshot. Node.js's own serializer takes a tenth of the time of JSON with dates; in parts, even a large snapshot does
 * not block the process.
 */
export async function encodeSnapshot({ items, fetchedAt, position }: Snapshot): Promise<EncodedSnapshot> {
  const fields: Record<string, Buffer | number> = { fetchedAt: fetchedAt.getTime() };
  fields.head = serialize({ fetchedAt, position, count: items.length });
  for (let start = 0; start < items.length; start += itemsPerPart) {
    await setImmediate();
    fields[partName(start)] = serialize(items.slice(start, start + itemsPerPart));
  }
  return fields;
}

/** Decodes a snapshot. Returns null if it is incomplete, or if no replica of this release wrote it. */
export async function decodeSnapshot(fields: Readonly<Record<string, Buffer>>): Promise<Snapshot | null> {
  try {
    const { fetchedAt, position, count } = deserialize(fields.head ?? Buffer.alloc(0));
    const items: unknown[] = [];
    for (let start = 0; start < count; start += itemsPerPart) {
      await setImmediate();
      items.push(...deserialize(fields[partName(start)] ?? Buffer.alloc(0)));
    }
    return items.length === count ? { items, fetchedAt, position } : null;
  } catch {
    return null;
  }
}

function partName(start: number): string {
  return `items:${start}`;
}

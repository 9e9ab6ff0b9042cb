import { earliestInstant, latestInstant } from "../time/instants.js";

/** Where a page ended: the sort key of its last item, and what the order was computed from. */
export interface Position {
  readonly sortKey: string;
  readonly id: string;
  /** The instant that the order was computed at. */
  readonly at: Date;
}

/** An opaque cursor that only continues a list of the same arguments. */
export function encodeCursor(position: Position, listFingerprint: string): string {
  const { sortKey, id, at } = position;
  return Buffer.from(JSON.stringify([1, listFingerprint, at.getTime(), sortKey, id])).toString("base64url");
}

/** The position in a cursor; null where it is malformed or belongs to other arguments. */
export function decodeCursor(cursor: string, listFingerprint: string): Position | null {
  const [version, fingerprint, atMs, sortKey, id] = parseArray(Buffer.from(cursor, "base64url").toString());
  if (version !== 1 || fingerprint !== listFingerprint) return null;
  if (typeof atMs !== "number" || typeof sortKey !== "string" || typeof id !== "string") return null;
  const at = new Date(atMs);
  return at >= earliestInstant && at <= latestInstant ? { sortKey, id, at } : null;
}

function parseArray(json: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

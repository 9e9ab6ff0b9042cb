import { earliestInstant, latestInstant } from "../time/instants.js";

/** The position of a page's last item in the order of the list. */
export interface Position {
  readonly sortKey: string;
  readonly id: string;
  /** The instant at which the order was computed. */
  readonly at: Date;
}

/** Returns an opaque cursor, which is valid only for a list with the same arguments. */
export function encodeCursor(position: Position, listFingerprint: string): string {
  const { sortKey, id, at } = position;
  return Buffer.from(JSON.stringify([1, listFingerprint, at.getTime(), sortKey, id])).toString("base64url");
}

/** Returns the position in a cursor; null if the cursor is malformed or from a list with other arguments. */
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

/** Memory that is reserved until it is released. */
export interface Reservation {
  /** Changes the size. Returns whether the new size is available; if not, the size stays. After `release`, it stays zero. */
  resize(bytes: number): boolean;
  release(): void;
}

/**
 * Divides an amount of memory between flows, such as callers. A flow may hold as much as remains free: one flow gets at most a half,
 * two get a third each. So no flow can take everything.
 */
export function createMemoryBudget(maxBytes: number) {
  const heldBy = new Map<string, number>();
  let heldBytes = 0;

  function take(flow: string, bytes: number): boolean {
    const held = (heldBy.get(flow) ?? 0) + bytes;
    if (bytes > 0 && held > maxBytes - heldBytes - bytes) return false;
    heldBytes += bytes;
    if (held === 0) heldBy.delete(flow);
    else heldBy.set(flow, held);
    return true;
  }

  return {
    heldBytes: () => heldBytes,

    /** Reserves memory for a flow; returns null if it is not available. */
    reserve(flow: string, bytes: number): Reservation | null {
      if (!take(flow, bytes)) return null;
      let reserved = bytes;
      let isReleased = false;
      const resize = (size: number): boolean => {
        if (isReleased) return true;
        if (!take(flow, size - reserved)) return false;
        reserved = size;
        return true;
      };
      return {
        resize,
        release() {
          resize(0);
          isReleased = true;
        },
      };
    },
  };
}

import { maxBatch, maxBusyMs } from "./constants.js";
import { createFairQueue } from "./fair-queue.js";

export type Admission = ReturnType<typeof createAdmission>;

/**
 * Decides when work may begin, so that requests share the process's only thread. While the event loop has time, work begins at
 * once. Once requests have occupied it for `maxBusyMs`, further work waits in a fair queue, and some of it begins in each iteration
 * of the event loop. How much follows from the length of the last iteration: one more piece after a short one, only one piece
 * after a long one.
 */
export function createAdmission(
  nowMs: () => number = () => performance.now(),
  nextIteration: (callback: () => void) => void = setImmediate,
) {
  const waiting = createFairQueue<() => void>();
  /** When the first work of this iteration began; null before it. */
  let beganAtMs: number | null = null;
  let batch = 1;

  function begin(): void {
    if (beganAtMs !== null) return;
    beganAtMs = nowMs();
    nextIteration(end);
  }

  function end(): void {
    const isShort = beganAtMs === null || nowMs() - beganAtMs < maxBusyMs;
    batch = isShort ? Math.min(batch + 1, maxBatch) : 1;
    beganAtMs = null;
    for (let count = 0; count < batch; count++) {
      const next = waiting.dequeue();
      if (next === undefined) return;
      begin();
      next();
    }
  }

  return {
    /** Returns null if work of the caller may begin at once; otherwise a promise that is fulfilled when it may. */
    admit(flow: string): Promise<void> | null {
      const isFree = beganAtMs === null || nowMs() - beganAtMs < maxBusyMs;
      begin();
      if (isFree && waiting.size() === 0) return null;
      return new Promise((resolve) => waiting.enqueue(resolve, flow));
    },

    waiting: waiting.size,
  };
}

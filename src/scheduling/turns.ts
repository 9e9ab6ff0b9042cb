import { createFairQueue } from "./fair-queue.js";

/** How long requests may occupy the event loop before everything else, such as a probe, has its turn. */
const turnMs = 10;

export type Turns = ReturnType<typeof createTurns>;

/**
 * Shares the process's only thread between requests. While it has time, work begins at once. Once requests have occupied it for
 * `turnMs`, further work waits: in each iteration of the event loop, one waiting piece of work begins, in turn for each caller.
 */
export function createTurns(
  nowMs: () => number = () => performance.now(),
  nextIteration: (callback: () => void) => void = setImmediate,
) {
  const waiting = createFairQueue<() => void>();
  /** When the first work of this iteration began; null before it. */
  let beganAtMs: number | null = null;

  function begin(): void {
    if (beganAtMs !== null) return;
    beganAtMs = nowMs();
    nextIteration(end);
  }

  function end(): void {
    beganAtMs = null;
    const next = waiting.dequeue();
    if (next === undefined) return;
    begin();
    next();
  }

  return {
    /** Returns null if work of the caller may begin at once; otherwise a promise that is fulfilled when it may. */
    take(flow: string): Promise<void> | null {
      const isFree = beganAtMs === null || nowMs() - beganAtMs < turnMs;
      begin();
      if (isFree && waiting.size() === 0) return null;
      return new Promise((resolve) => waiting.enqueue(resolve, flow));
    },

    waiting: waiting.size,
  };
}

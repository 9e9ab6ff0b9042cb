import { maxBatch, maxBusyMs, minIterations } from "./constants.js";
import { createFairQueue } from "./fair-queue.js";

export type Admission = ReturnType<typeof createAdmission>;

/** Thrown if a request is refused, because requests of its caller have waited for too long. */
export class OverloadedError extends Error {
  override readonly name = "OverloadedError";
}

interface Waiting {
  readonly sinceMs: number;
  readonly sinceIteration: number;
  readonly begin: () => void;
}

/**
 * Decides when work may begin, so that requests share the process's only thread. While the event loop has time, work begins at
 * once. Once requests have occupied it for `maxBusyMs`, further work waits in a fair queue, and some of it begins in each iteration
 * of the event loop. How much follows from the length of the last iteration: one more piece after a short one, only one piece
 * after a long one.
 *
 * While work of a caller's started requests waits, no other request of that caller starts. An overload therefore delays requests
 * before they take memory and time. Requests that have waited for `maxWaitMs` are refused.
 */
export function createAdmission(
  maxWaitMs = Number.POSITIVE_INFINITY,
  nowMs: () => number = () => performance.now(),
  nextIteration: (callback: () => void) => void = setImmediate,
) {
  const waiting = createFairQueue<Waiting>();
  /** When the first work of this iteration began; null before it. */
  let beganAtMs: number | null = null;
  let batch = 1;
  let iteration = 0;

  function begin(): void {
    if (beganAtMs !== null) return;
    beganAtMs = nowMs();
    nextIteration(end);
  }

  function end(): void {
    const isShort = beganAtMs === null || nowMs() - beganAtMs < maxBusyMs;
    batch = isShort ? Math.min(batch + 1, maxBatch) : 1;
    beganAtMs = null;
    iteration += 1;
    for (let count = 0; count < batch; count++) {
      const next = waiting.dequeue();
      if (next === undefined) return;
      begin();
      next.begin();
    }
  }

  /** Whether work may begin at once. */
  function beginsAtOnce(): boolean {
    const isFree = beganAtMs === null || nowMs() - beganAtMs < maxBusyMs;
    begin();
    return isFree && waiting.size() === 0;
  }

  const now = () => ({ sinceMs: nowMs(), sinceIteration: iteration });

  const hasWaitedTooLong = ({ sinceMs, sinceIteration }: Waiting) =>
    nowMs() - sinceMs >= maxWaitMs && iteration - sinceIteration >= minIterations;

  return {
    /** Returns null if a part of a request's work may begin at once; otherwise a promise that is fulfilled when it may. */
    admit(flow: string): Promise<void> | null {
      if (beginsAtOnce()) return null;
      return new Promise((begin) => waiting.enqueue({ ...now(), begin }, flow, true));
    },

    /** Like `admit`, for a whole request. Its promise is rejected with OverloadedError if the request is refused. */
    admitRequest(flow: string): Promise<void> | null {
      if (beginsAtOnce()) return null;
      const first = waiting.firstOf(flow);
      if (first !== undefined && hasWaitedTooLong(first)) return Promise.reject(new OverloadedError());
      return new Promise((resolve, reject) => {
        const request = {
          ...now(),
          begin: () => (hasWaitedTooLong(request) ? reject(new OverloadedError()) : resolve()),
        };
        waiting.enqueue(request, flow);
      });
    },

    waiting: waiting.size,
  };
}

import type { Clock } from "../domain/time/clock.js";
import { maxRereads, rereadPeriodMs } from "./constants.js";

/** Creates the budget of one source: how many rereads may start in each period. */
export function createRereadBudget(clock: Clock) {
  let startedAtMs = Number.NEGATIVE_INFINITY;
  let used = 0;
  const leftMs = () => Math.max(0, startedAtMs + rereadPeriodMs - clock().steadyMs);
  return {
    /** Takes one reread from the budget; returns false if none is left. */
    take(): boolean {
      if (leftMs() === 0) {
        startedAtMs = clock().steadyMs;
        used = 0;
      }
      used += 1;
      return used <= maxRereads;
    },

    /** Waits until the budget is full again, or until the signal aborts. */
    async full(signal: AbortSignal): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, leftMs()).unref();
      const stop = () => resolve();
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

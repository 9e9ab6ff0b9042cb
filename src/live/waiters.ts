import { setImmediate } from "node:timers/promises";
import { streamsPerPart } from "./constants.js";

/** Streams that wait for the same thing. */
export interface Waiters {
  /** Resolves when `wake` is called next, or when the signal aborts. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
  /** Lets all that wait now continue, a few at a time: each then executes an operation. */
  readonly wake: () => void;
}

export function createWaiters(): Waiters {
  let waiting = new Set<() => void>();

  async function wakeAll(woken: ReadonlySet<() => void>): Promise<void> {
    let count = 0;
    for (const wake of woken) {
      wake();
      count += 1;
      if (count % streamsPerPart === 0) await setImmediate();
    }
  }

  return {
    wait(signal) {
      if (signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const own = waiting;
      const wake = () => {
        own.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      own.add(wake);
      signal.addEventListener("abort", wake);
      return promise;
    },
    wake() {
      const woken = waiting;
      waiting = new Set();
      void wakeAll(woken);
    },
  };
}

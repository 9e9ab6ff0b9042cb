import { maxTimerMs } from "./constants.js";

/** Reports an error that is a fault of the gateway. */
export type OnUnexpected = (error: unknown) => void;

/** A timer that can be set again. It does not keep the process running. */
export interface Timer {
  /** Replaces the previous time. Infinity: never. */
  readonly setIn: (delayMs: number) => void;
  readonly clear: () => void;
}

/** Creates a timer. An error of its function is reported, because no caller could handle it. */
export function createTimer(onTime: () => void | Promise<void>, onUnexpected: OnUnexpected): Timer {
  const run = async () => onTime();
  const fire = () => void run().catch(onUnexpected);
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  return {
    clear,
    setIn(delayMs) {
      clear();
      // Rounded up, because a timer can fire a fraction of a millisecond early. A timer that was too long is set again by its owner.
      if (delayMs < Number.POSITIVE_INFINITY)
        timer = setTimeout(fire, Math.min(Math.max(0, Math.ceil(delayMs)), maxTimerMs)).unref();
    },
  };
}

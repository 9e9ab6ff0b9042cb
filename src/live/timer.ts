import { maxTimerMs } from "./constants.js";

/** A timer that can be set again. It does not keep the process running. */
export interface Timer {
  /** Replaces the previous time. Infinity: never. */
  readonly setIn: (delayMs: number) => void;
  readonly clear: () => void;
}

export function createTimer(onTime: () => void): Timer {
  let timer: NodeJS.Timeout | undefined;
  const clear = () => clearTimeout(timer);
  return {
    clear,
    setIn(delayMs) {
      clear();
      // Rounded up, because a timer can fire a fraction of a millisecond early. A timer that was too long is set again by its owner.
      if (delayMs < Number.POSITIVE_INFINITY)
        timer = setTimeout(onTime, Math.min(Math.max(0, Math.ceil(delayMs)), maxTimerMs)).unref();
    },
  };
}

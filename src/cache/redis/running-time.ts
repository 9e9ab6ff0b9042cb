import { setImmediate as nextIteration, setTimeout as sleep } from "node:timers/promises";
import { waitSteps } from "./constants.js";

/**
 * Waits until the process has been running for this long. Time in which the process was blocked, for example by importing an SDK,
 * counts as one step at most, because a response that arrived meanwhile could not be read. At the end, reads the sockets once
 * more.
 */
export async function waitRunningTime(
  durationMs: number,
  signal: AbortSignal,
  timers = { sleep, nextIteration },
): Promise<void> {
  for (let step = 0; step < waitSteps; step++) {
    await timers.sleep(durationMs / waitSteps, undefined, { signal });
  }
  await timers.nextIteration();
}

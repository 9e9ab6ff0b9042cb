import PQueue from "p-queue";
import type { Deadline } from "./deadlines.js";
import { DeadlineExceededError, waitFor } from "./deadlines.js";
import type { Occupancy } from "./upstream-observer.js";

/** Limits how many calls run at once. A queued call leaves the queue when its deadline passes. */
export function createCallQueue(concurrency: number) {
  const queue = new PQueue({ concurrency });
  return {
    /** Queues the work and runs it. Work with a higher priority runs first. */
    run: <Result>(deadline: Deadline, priority: number, work: () => Promise<Result>): Promise<Result> =>
      waitInQueue(deadline, queue.add(work, { priority, signal: deadline.signal })),

    occupancy: (): Occupancy => ({ running: queue.pending, waiting: queue.size }),
  };
}

/** Waits for work that was queued with the deadline's signal. The signal removes it from the queue. */
export async function waitInQueue<Result>(deadline: Deadline, queued: Promise<Result>): Promise<Result> {
  try {
    return await waitFor(queued, deadline);
  } catch (error) {
    throw error === deadline.signal.reason ? new DeadlineExceededError(false, error) : error;
  }
}

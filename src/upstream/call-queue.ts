import type { Queue, QueueAddOptions } from "p-queue";
import PQueue from "p-queue";
import { createFairQueue } from "../scheduling/fair-queue.js";
import type { Deadline } from "./deadlines.js";
import { DeadlineExceededError, waitFor } from "./deadlines.js";
import type { Occupancy } from "./upstream-observer.js";

/** Limits how many calls run at once. A queued call leaves the queue when its deadline passes. */
export function createCallQueue(concurrency: number) {
  const queue = new PQueue<CallsByFlow, CallOptions>({ concurrency, queueClass: CallsByFlow });
  return {
    /** Queues the work and runs it. Flows are served in rotation: callers, and kinds of shared reads. */
    run: <Result>(deadline: Deadline, work: () => Promise<Result>, flow = deadline.flow): Promise<Result> =>
      waitInQueue(deadline, queue.add(work, { flow, signal: deadline.signal })),

    occupancy: (): Occupancy => ({ running: queue.pending, waiting: queue.size }),
  };
}

type Run = () => Promise<unknown>;

interface CallOptions extends QueueAddOptions {
  readonly flow?: string;
}

/** Adapts the fair queue to p-queue's `Queue` interface. */
class CallsByFlow implements Queue<Run, CallOptions> {
  private readonly calls = createFairQueue<{ readonly id: string | undefined; readonly run: Run }>();

  get size(): number {
    return this.calls.size();
  }

  enqueue(run: Run, { id, flow = "" }: CallOptions = {}): void {
    this.calls.enqueue({ id, run }, flow);
  }

  dequeue(): Run | undefined {
    return this.calls.dequeue()?.run;
  }

  /** Removes a call whose signal has aborted. */
  remove(id: string): void {
    this.calls.remove((call) => call.id === id);
  }

  filter(): Run[] {
    throw new Error("The fair queue has no priorities.");
  }

  setPriority(): void {
    throw new Error("The fair queue has no priorities.");
  }
}

/** Waits for work that was queued with the deadline's signal. The signal removes it from the queue. */
export async function waitInQueue<Result>(deadline: Deadline, queued: Promise<Result>): Promise<Result> {
  try {
    return await waitFor(queued, deadline);
  } catch (error) {
    throw error === deadline.signal.reason ? new DeadlineExceededError(false, error) : error;
  }
}

import type { Clock } from "../../domain/time/clock.js";
import type { OnUnexpected } from "../../scheduling/timer.js";
import { createTimer } from "../../scheduling/timer.js";
import type { RetryTiming } from "./constants.js";
import type { AttemptOutcome, Delivery, DeliveryReport, DropReason } from "./delivery.js";
import { retryDelayMs } from "./retry-delay.js";

export interface SinkQueueOptions {
  /** Makes one attempt. Never rejects. */
  readonly attempt: (delivery: Delivery) => Promise<AttemptOutcome>;
  readonly report: DeliveryReport;
  readonly concurrency: number;
  readonly maxOwed: number;
  readonly timing: RetryTiming;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onUnexpected: OnUnexpected;
}

/** A delivery in the queue. */
interface Owed {
  readonly delivery: Delivery;
  failures: number;
  /** When its next attempt is due, by the steady clock. */
  dueMs: number;
  isRunning: boolean;
}

/** Creates the queue of one sink. It delivers the oldest first, and does not wait for a failed delivery before it sends the next. */
export function createSinkQueue(options: SinkQueueOptions) {
  const { attempt, report, concurrency, maxOwed, timing, clock, random } = options;
  const owed = new Map<string, Owed>();
  const running = new Set<Promise<void>>();
  const timer = createTimer(pump, options.onUnexpected);
  /** Until then, the receiver wants no request. */
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let isOpen = true;

  function pump(): void {
    if (!isOpen) return;
    const { steadyMs } = clock();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const entry of owed.values()) {
      // The end of an attempt continues.
      if (running.size >= concurrency) break;
      if (entry.isRunning) continue;
      const dueMs = Math.max(entry.dueMs, pausedUntilMs);
      if (dueMs <= steadyMs) begin(entry);
      else nextMs = Math.min(nextMs, dueMs);
    }
    if (running.size < concurrency) timer.setIn(nextMs - steadyMs);
    else timer.clear();
  }

  function begin(entry: Owed): void {
    entry.isRunning = true;
    const run = attempt(entry.delivery).then((outcome) => {
      entry.isRunning = false;
      running.delete(run);
      if (!isOpen) return;
      end(entry, outcome);
      pump();
    });
    running.add(run);
  }

  function end(entry: Owed, outcome: AttemptOutcome): void {
    switch (outcome.kind) {
      case "DELIVERED":
        owed.delete(entry.delivery.id);
        report.delivered(entry.delivery);
        break;
      case "GONE":
        close();
        for (const other of [...owed.values()]) drop(other, "GONE");
        break;
      case "FAILED":
        fail(entry, outcome);
    }
  }

  function fail(entry: Owed, { problem, retryAfterMs }: AttemptOutcome & { readonly kind: "FAILED" }): void {
    const { delivery } = entry;
    entry.failures += 1;
    const { now, steadyMs } = clock();
    const delayMs = retryDelayMs(entry.failures, retryAfterMs, timing, random());
    entry.dueMs = steadyMs + delayMs;
    if (retryAfterMs !== null)
      pausedUntilMs = Math.max(pausedUntilMs, steadyMs + Math.min(timing.longestMs, retryAfterMs));
    report.failed(delivery, problem);
    if (now.getTime() + delayMs > delivery.createdAt.getTime() + timing.forMs) drop(entry, "EXPIRED");
  }

  function drop({ delivery }: Owed, reason: DropReason): void {
    owed.delete(delivery.id);
    report.dropped(delivery, reason);
  }

  function close(): void {
    isOpen = false;
    timer.clear();
  }

  return {
    /** Adds deliveries, oldest first. A closed queue ignores them: they remain in the shared state. */
    add(deliveries: readonly Delivery[]): void {
      if (!isOpen) return;
      for (const delivery of deliveries) {
        owed.set(delivery.id, { delivery, failures: 0, dueMs: Number.NEGATIVE_INFINITY, isRunning: false });
        const oldest =
          owed.size > maxOwed ? [...owed.values()].find(({ isRunning }) => !isRunning) : undefined;
        if (oldest !== undefined) drop(oldest, "OVERFLOW");
      }
      pump();
    },

    size: (): number => owed.size,

    /** Begins no attempt any more. Resolves when those that run have ended; what they found out is still reported. */
    async drain(): Promise<void> {
      timer.clear();
      pausedUntilMs = Number.POSITIVE_INFINITY;
      await Promise.all(running);
    },

    /** Ends the queue. Attempts that still run are not reported. */
    close,
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../domain/time/clock.js";
import type { OnUnexpected } from "../../scheduling/timer.js";
import type { Sink } from "../settings/sink-settings.js";
import type { RetryTiming } from "./constants.js";
import { concurrency, drainTimeoutMs, maxOwed } from "./constants.js";
import type { AttemptOutcome, Delivery, DeliveryReport } from "./delivery.js";
import { createSinkQueue } from "./sink-queue.js";

export interface OutboxOptions {
  readonly sinks: readonly Sink[];
  /** The names of sinks whose receivers no longer exist. */
  readonly goneSinks: Set<string>;
  /** Makes one attempt. Never rejects. */
  readonly attempt: (sink: Sink, delivery: Delivery, signal: AbortSignal) => Promise<AttemptOutcome>;
  readonly report: DeliveryReport;
  /** Called when a delivery was delivered or dropped. */
  readonly onEnded: (delivery: Delivery) => void;
  readonly timing: RetryTiming;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onUnexpected: OnUnexpected;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** Creates the deliveries that the sinks are owed. Each sink has a queue of its own, so that none waits for another. */
export function createOutbox({ sinks, goneSinks, attempt, report, onEnded, ...timing }: OutboxOptions) {
  const closing = new AbortController();
  const ofQueue: DeliveryReport = {
    ...report,
    delivered(delivery) {
      report.delivered(delivery);
      onEnded(delivery);
    },
    dropped(delivery, reason) {
      if (reason === "GONE") goneSinks.add(delivery.sink);
      report.dropped(delivery, reason);
      onEnded(delivery);
    },
  };
  const queues = new Map(
    sinks.map((sink) => [
      sink.name,
      createSinkQueue({
        ...timing,
        attempt: (delivery) => attempt(sink, delivery, closing.signal),
        report: ofQueue,
        concurrency: concurrency[sink.type],
        maxOwed,
      }),
    ]),
  );

  function close(): void {
    for (const queue of queues.values()) queue.close();
    closing.abort();
  }

  return {
    /** Adds deliveries, oldest first. */
    add(deliveries: readonly Delivery[]): void {
      for (const [name, ofSink] of Map.groupBy(deliveries, ({ sink }) => sink)) {
        const queue = goneSinks.has(name) ? undefined : queues.get(name);
        if (queue !== undefined) queue.add(ofSink);
        else for (const each of ofSink) ofQueue.dropped(each, goneSinks.has(name) ? "GONE" : "NO_SINK");
      }
    },

    /** Returns how many deliveries each sink is owed. */
    sizes: (): ReadonlyMap<string, number> =>
      new Map([...queues].map(([name, queue]) => [name, queue.size()])),

    /** Begins no attempt any more, and waits a short time for those that run. */
    async drain(): Promise<void> {
      const drained = Promise.all([...queues.values()].map((queue) => queue.drain()));
      await Promise.race([drained, sleep(drainTimeoutMs, undefined, { ref: false })]);
    },

    /** Ends all attempts at once. */
    close,
  };
}

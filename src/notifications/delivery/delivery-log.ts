import type { Logger } from "pino";
import type { Sink } from "../settings/sink-settings.js";
import type { DeliveryReport, DropReason } from "./delivery.js";

/** What became of an attempt, or of a delivery that is dropped. */
export type NotificationOutcome = "DELIVERED" | "FAILED" | DropReason;

/** Receives events about notifications, for metrics. Its functions never throw. */
export interface NotificationObserver {
  readonly notificationEnded: (sink: string, outcome: NotificationOutcome) => void;
}

/**
 * Creates a report that logs one line when a sink begins to fail, one when it accepts deliveries again, and one for each delivery that
 * is dropped.
 */
export function createDeliveryLog(
  sinks: readonly Sink[],
  logger: Logger,
  observer: NotificationObserver,
): DeliveryReport {
  const failing = new Set<string>();
  const fieldsOf = (name: string) => {
    const sink = sinks.find((each) => each.name === name);
    return { sink: name, ...(sink === undefined ? {} : { host: sink.url.host }) };
  };
  return {
    delivered({ sink }) {
      observer.notificationEnded(sink, "DELIVERED");
      if (failing.delete(sink)) logger.info(fieldsOf(sink), "a sink accepts notifications again");
    },
    failed({ sink }, problem) {
      observer.notificationEnded(sink, "FAILED");
      if (failing.has(sink)) return;
      failing.add(sink);
      logger.warn({ ...fieldsOf(sink), problem }, "a sink does not accept notifications: they are repeated");
    },
    dropped({ sink, id, type }, reason) {
      observer.notificationEnded(sink, reason);
      logger.error({ ...fieldsOf(sink), id, type, reason }, "a notification was dropped");
    },
  };
}

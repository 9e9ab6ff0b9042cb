import type { Registry } from "prom-client";
import { Counter, Gauge } from "prom-client";
import type { NotificationObserver } from "../../notifications/delivery/delivery-log.js";
import type { Notifier } from "../../notifications/notifier.js";

/** Creates the metrics of notifications. */
export function createNotificationMetrics(
  registry: Registry,
  { isLeader, owed }: Pick<Notifier, "isLeader" | "owed">,
): NotificationObserver {
  const registers = [registry];
  const notifications = new Counter({
    name: "maintenance_gateway_notifications_total",
    help: "Attempts to deliver notifications, by outcome (DELIVERED or FAILED), and notifications that were dropped, by reason.",
    labelNames: ["sink", "outcome"],
    registers,
  });
  new Gauge({
    name: "maintenance_gateway_notification_outbox",
    help: "Notifications that wait for their delivery. Missing in replicas that do not send notifications.",
    labelNames: ["sink"],
    registers,
    collect() {
      this.reset();
      for (const [sink, count] of owed()) this.set({ sink }, count);
    },
  });
  new Gauge({
    name: "maintenance_gateway_notification_leader",
    help: "1 if this replica sends the notifications, else 0.",
    registers,
    collect() {
      this.set(isLeader() ? 1 : 0);
    },
  });
  return { notificationEnded: (sink, outcome) => notifications.inc({ sink, outcome }) };
}

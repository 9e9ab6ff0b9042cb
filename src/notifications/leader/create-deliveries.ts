import { eventsAcceptedBy } from "../../domain/events/event-filter.js";
import type { MaintenanceEvent } from "../../domain/events/maintenance-event.js";
import { selectsSource } from "../../domain/lists/window-filter.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import type { LeadProgress } from "../../live/source-follower.js";
import type { Delivery } from "../delivery/delivery.js";
import { newDeliveryId } from "../delivery/delivery.js";
import { slackMessage } from "../messages/slack-message.js";
import { webhookBody } from "../messages/webhook-body.js";
import type { Notification } from "../notification.js";
import { notificationOf, opensSoonNotifications, sourceIdOf } from "../notification.js";
import { eventTypes } from "../notification-type.js";
import type { Sink } from "../settings/sink-settings.js";

/** Returns the lead times of all feeds that the sinks need. 0 is always among them. */
export function leadsOf(sinks: readonly Sink[]): readonly number[] {
  const soon = sinks.filter(({ events }) => events.includes("OPENS_SOON"));
  return [...new Set([0, ...soon.map(({ opensSoonMs }) => opensSoonMs)])];
}

/** Returns the sources that at least one sink is notified of. */
export function sourcesOf(
  sinks: readonly Sink[],
  sources: readonly MaintenanceSource[],
): readonly MaintenanceSource[] {
  return sources.filter((source) => sinks.some(({ filter }) => selectsSource(filter, source)));
}

/** Creates a function that turns what happened into the messages that the sinks receive. */
export function createDeliveries(sinks: readonly Sink[], sources: readonly MaintenanceSource[]) {
  let lastOrder = 0;
  const receivers = sinks.map((sink) => {
    const ids = new Set(sourcesOf([sink], sources).map(({ id }) => id));
    const accepts = eventsAcceptedBy(sink.filter);
    return { sink, accepts: (event: MaintenanceEvent) => ids.has(sourceIdOf(event)) && accepts(event) };
  });

  function create(sink: Sink, notification: Notification, createdAt: Date): Delivery {
    lastOrder = Math.max(lastOrder + 1, createdAt.getTime());
    return {
      id: newDeliveryId(),
      sink: sink.name,
      type: eventTypes[notification.type],
      createdAt,
      order: lastOrder,
      body: sink.type === "slack" ? slackMessage(notification, sink) : webhookBody(notification),
    };
  }

  return ({ leadMs, events }: LeadProgress, now: Date): readonly Delivery[] => {
    const notifications =
      leadMs === 0
        ? events.flatMap((event) => notificationOf(event) ?? [])
        : opensSoonNotifications(events, leadMs, now);
    return notifications.flatMap((notification) =>
      receivers
        .filter(
          ({ sink, accepts }) =>
            sink.events.includes(notification.type) &&
            (leadMs === 0 || sink.opensSoonMs === leadMs) &&
            accepts(notification.event),
        )
        .map(({ sink }) => create(sink, notification, now)),
    );
  };
}

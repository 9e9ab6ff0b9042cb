/** What a sink can be notified of, by its name in the configuration, with its type in a webhook. */
export const eventTypes = {
  OPENS_SOON: "maintenance.window.opens_soon",
  OPENED: "maintenance.window.opened",
  CLOSED: "maintenance.window.closed",
  CREATED: "maintenance.window.created",
  UPDATED: "maintenance.window.updated",
  DELETED: "maintenance.window.deleted",
  UNDERWAY_STARTED: "maintenance.window.underway_started",
  UNDERWAY_ENDED: "maintenance.window.underway_ended",
  SOURCE_FAILED: "maintenance.source.failed",
  SOURCE_RECOVERED: "maintenance.source.recovered",
} as const;

export type NotificationType = keyof typeof eventTypes;

export const notificationTypes = Object.keys(eventTypes) as readonly NotificationType[];

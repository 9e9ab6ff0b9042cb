import type { SourceEvent } from "../../domain/events/maintenance-event.js";
import { instantText } from "../../domain/time/instants.js";
import type { Interval } from "../../domain/time/intervals.js";
import { currentCertainty } from "../../domain/windows/certainty.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import type { Notification } from "../notification.js";
import { isWindowNotification, occurrenceAt, occurrenceOf } from "../notification.js";
import { eventTypes } from "../notification-type.js";

/** Returns the body of a webhook, in the form of Standard Webhooks. */
export function webhookBody(notification: Notification): string {
  return bodyOf(eventTypes[notification.type], notification.at, dataOf(notification));
}

/** Returns the body of the request that tests a sink. */
export function pingBody(sinkName: string, at: Date): string {
  return bodyOf("ping", at, { sink: sinkName });
}

function bodyOf(type: string, at: Date, data: unknown): string {
  return JSON.stringify({ type, timestamp: instantText(at), data });
}

function dataOf(notification: Notification): unknown {
  if (!isWindowNotification(notification)) return sourceData(notification.event as SourceEvent);
  const { at, event } = notification;
  const { window, previous } = event;
  const isSame = previous === null || previous === window;
  return {
    window: windowData(window, occurrenceOf(notification)),
    previous: isSame ? null : windowData(previous, occurrenceAt(previous, at)),
    changedBy: event.changedBy,
  };
}

function windowData(window: ScheduledWindow, occurrence: Interval | null) {
  const { id, title, provider, sourceId, schedule, consoleUrl, revision } = window;
  return {
    id,
    title,
    provider,
    source: sourceId,
    certainty: currentCertainty(window),
    recurrence: schedule.recurrence,
    startsAt: occurrence === null ? null : instantText(occurrence.startsAt),
    endsAt: occurrence === null ? null : instantText(occurrence.endsAt),
    revision,
    consoleUrl,
  };
}

function sourceData({ source, state, previousState, error }: SourceEvent) {
  const { id, provider, region, accountId, site } = source;
  return {
    source: { id, provider, region, accountId, site },
    state,
    previousState,
    error: error === null ? null : { code: error.code, message: error.message },
  };
}

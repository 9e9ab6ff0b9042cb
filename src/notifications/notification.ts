import type { MaintenanceEvent, WindowEvent } from "../domain/events/maintenance-event.js";
import type { SourceState } from "../domain/sources.js";
import type { Interval } from "../domain/time/intervals.js";
import { nextOccurrence } from "../domain/time/schedules.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { NotificationType } from "./notification-type.js";

/** An event as sinks are notified of it. */
export interface Notification {
  readonly type: NotificationType;
  /** When it happened; for OPENS_SOON, when the window began to open soon. */
  readonly at: Date;
  readonly event: MaintenanceEvent;
}

/** States in which a source cannot be read, whether or not older data is still served. */
const failedStates: readonly SourceState[] = ["STALE", "FAILED"];

/** Returns what sinks are notified of when this happens; null if nothing. */
export function notificationOf(event: MaintenanceEvent): Notification | null {
  if (event.kind === "MaintenanceWindowEvent") return { type: event.type, at: event.at, event };
  const [isFailed, wasFailed] = [event.state, event.previousState].map((state) =>
    failedStates.includes(state),
  );
  if (isFailed === wasFailed) return null;
  return { type: isFailed ? "SOURCE_FAILED" : "SOURCE_RECOVERED", at: event.at, event };
}

/**
 * Returns the notifications of windows that open soon. The events are from a feed whose clock is ahead by the lead time, in one step.
 * After a pause, a window may have opened already, or may have been moved or deleted before it would have opened.
 */
export function opensSoonNotifications(
  events: readonly MaintenanceEvent[],
  leadMs: number,
  now: Date,
): readonly Notification[] {
  const ofWindows = events.filter((event) => event.kind === "MaintenanceWindowEvent");
  const isChange = ({ type }: WindowEvent) => type === "UPDATED" || type === "DELETED";
  const changedIds = new Set(ofWindows.filter(isChange).map(({ window }) => window.id));
  const outdatedIds = new Set<string>();
  return ofWindows.flatMap((event) => {
    const { id } = event.window;
    if (isBySchedule(event) && changedIds.has(id)) {
      outdatedIds.add(id);
      return [];
    }
    return opensSoonBy(event, leadMs, now, outdatedIds.has(id))
      ? [{ type: "OPENS_SOON", at: new Date(event.at.getTime() - leadMs), event } as const]
      : [];
  });
}

/** Whether a window opens soon since the event. A changed window can have closed by the clock ahead, so its own schedule counts. */
function opensSoonBy(event: WindowEvent, leadMs: number, now: Date, isFirst: boolean): boolean {
  const { type, window, previous } = event;
  if (isBySchedule(event)) {
    const opensInMs = event.at.getTime() - now.getTime();
    return type === "OPENED" && opensInMs > 0 && opensInMs <= leadMs;
  }
  if (type !== "CREATED" && type !== "UPDATED") return false;
  const at = new Date(event.at.getTime() - leadMs);
  const wasSoon = !isFirst && previous !== null && opensSoon(previous, leadMs, at);
  return opensSoon(window, leadMs, at) && !wasSoon;
}

/** Whether only time has passed. */
function isBySchedule({ window, previous }: WindowEvent): boolean {
  return previous === window;
}

function opensSoon({ schedule }: ScheduledWindow, leadMs: number, at: Date): boolean {
  const next = nextOccurrence(schedule, at);
  if (next === null) return false;
  const opensInMs = next.startsAt.getTime() - at.getTime();
  return opensInMs > 0 && opensInMs <= leadMs;
}

/** Returns the id of the source that the event is about. */
export function sourceIdOf(event: MaintenanceEvent): string {
  return event.kind === "MaintenanceSourceEvent" ? event.source.id : event.window.sourceId;
}

/** Returns the occurrence that the event is about; null if the window never opens. */
export function occurrenceOf({
  type,
  at,
  event,
}: Notification & { readonly event: WindowEvent }): Interval | null {
  // The occurrence has ended, or, after a change, was open until now.
  if (type === "CLOSED") return occurrenceAt(event.previous ?? event.window, new Date(at.getTime() - 1));
  // A daily window can open before that.
  if (type === "OPENS_SOON" && isBySchedule(event)) return occurrenceAt(event.window, event.at);
  return occurrenceAt(event.window, at);
}

/** Returns the occurrence that is open at the instant, or the next one. After a one-time window has ended, returns its occurrence. */
export function occurrenceAt({ schedule }: ScheduledWindow, at: Date): Interval | null {
  const next = nextOccurrence(schedule, at);
  return next === null && schedule.recurrence === "NONE" ? schedule : next;
}

export function isWindowNotification(
  notification: Notification,
): notification is Notification & { readonly event: WindowEvent } {
  return notification.event.kind === "MaintenanceWindowEvent";
}

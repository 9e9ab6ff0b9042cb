import type { OrderedWindow } from "../lists/ordered-window.js";
import { phaseOf } from "../lists/ordered-window.js";
import { compareText } from "../lists/pages.js";
import type { OrderedWindows } from "../lists/window-order.js";
import { phaseAt } from "../time/schedules.js";
import type { WindowEvent, WindowEventType } from "./maintenance-event.js";

/**
 * Returns the openings and closings of unchanged windows after one instant, up to another, in time order. The windows must be in
 * the order of their next occurrence at the first instant. Of a window that opened and closed several times, as after a long pause,
 * the first closing and the last opening are returned.
 */
export function clockEvents({ items }: OrderedWindows, after: Date, until: Date): readonly WindowEvent[] {
  const events: WindowEvent[] = [];
  for (const item of items) {
    // All that follow open later.
    if (phaseOf(item, after.getTime()).startsAtMs > until.getTime()) break;
    events.push(...eventsOf(item, after.getTime(), until.getTime()));
  }
  return events.sort(
    (left, right) => left.at.getTime() - right.at.getTime() || compareText(left.window.id, right.window.id),
  );
}

function eventsOf(item: OrderedWindow, afterMs: number, untilMs: number): readonly WindowEvent[] {
  const { node } = item;
  const event = (type: WindowEventType, atMs: number): WindowEvent => ({
    kind: "MaintenanceWindowEvent",
    type,
    at: new Date(atMs),
    window: node,
    previous: node,
    changedBy: null,
  });
  const first = phaseOf(item, afterMs);
  const last = phaseAt(node.schedule, untilMs);
  const events: WindowEvent[] = [];
  if (first.startsAtMs > afterMs && first.startsAtMs <= untilMs)
    events.push(event("OPENED", first.startsAtMs));
  if (first.endsAtMs <= untilMs) {
    events.push(event("CLOSED", first.endsAtMs));
    if (last.startsAtMs <= untilMs) events.push(event("OPENED", last.startsAtMs));
  }
  return events;
}

import { statusAt } from "../time/schedules.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { KnownMaintenance } from "./known-maintenance.js";
import type { WindowEvent, WindowEventType } from "./maintenance-event.js";

/** One window before and after a change. */
interface WindowChange {
  /** Null if the window was created. */
  readonly previous: ScheduledWindow | null;
  /** Null if the window was deleted. */
  readonly current: ScheduledWindow | null;
  /** Whether its maintenance was under way when that was last known. */
  readonly wasUnderway: boolean;
  readonly changedBy: string | null;
}

/**
 * Returns how windows differ between two readings, in the order of the later one. Only sources that both contain are compared: the
 * first reading of a source shows no change. A change after which a window is open, or no longer open, also opens or closes it.
 */
export function changeEvents(
  before: KnownMaintenance,
  after: Omit<KnownMaintenance, "underwayIds">,
): { readonly events: readonly WindowEvent[]; readonly underwayIds: ReadonlySet<string> } {
  const isCompared = ({ sourceId }: ScheduledWindow) =>
    before.sources.has(sourceId) && after.sources.has(sourceId);
  const changerOf = ({ id, sourceId }: ScheduledWindow) =>
    after.sources.get(sourceId)?.changedBy.get(id) ?? null;
  const earlier = new Map(before.ordered.items.map(({ node }) => [node.id, node]));
  const underwayIds = new Set(before.underwayIds);
  const events: WindowEvent[] = [];
  for (const { node } of after.ordered.items) {
    const previous = earlier.get(node.id) ?? null;
    earlier.delete(node.id);
    if (previous === node) continue;
    const wasUnderway = underwayIds.has(node.id);
    if (node.isUnderway === true) underwayIds.add(node.id);
    // A status that the gateway does not understand ends nothing.
    else if (node.isUnderway === false) underwayIds.delete(node.id);
    if (!isCompared(previous ?? node)) continue;
    const change = { previous, current: node, wasUnderway, changedBy: changerOf(node) };
    events.push(...eventsOf(change, after.at));
  }
  for (const node of earlier.values()) {
    const wasUnderway = underwayIds.delete(node.id);
    if (!isCompared(node)) continue;
    const change = { previous: node, current: null, wasUnderway, changedBy: changerOf(node) };
    events.push(...eventsOf(change, after.at));
  }
  return { events, underwayIds };
}

function eventsOf(
  { previous, current, wasUnderway, changedBy }: WindowChange,
  at: Date,
): readonly WindowEvent[] {
  const types: WindowEventType[] = [];
  const wasOpen = isOpen(previous, at);
  if (current === null) {
    if (wasUnderway) types.push("UNDERWAY_ENDED");
    if (wasOpen) types.push("CLOSED");
    types.push("DELETED");
  } else {
    if (previous === null) types.push("CREATED");
    else if (previous.revision !== current.revision) types.push("UPDATED");
    if (isOpen(current, at) !== wasOpen) types.push(wasOpen ? "CLOSED" : "OPENED");
    if (current.isUnderway === true && !wasUnderway) types.push("UNDERWAY_STARTED");
    if (current.isUnderway === false && wasUnderway) types.push("UNDERWAY_ENDED");
  }
  const window = current ?? previous;
  return window === null
    ? []
    : types.map((type) => ({ kind: "MaintenanceWindowEvent", type, at, window, previous, changedBy }));
}

function isOpen(window: ScheduledWindow | null, at: Date): boolean {
  return window !== null && statusAt(window.schedule, at) === "ACTIVE";
}

import { invalidArgument } from "../failures/error-factories.js";
import { violationsOfConditions } from "../lists/filter-violations.js";
import type { OrderedWindow } from "../lists/ordered-window.js";
import { orderedWindow } from "../lists/ordered-window.js";
import { violationsOfSelection } from "../lists/source-selection.js";
import type { WindowSelection } from "../lists/window-filter.js";
import { acceptedBy, selectsSource } from "../lists/window-filter.js";
import type { MaintenanceSource } from "../sources.js";
import type { Certainty } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { MaintenanceEvent, MaintenanceEventType } from "./maintenance-event.js";

/** Selects events. An absent or null field does not restrict it. */
export interface EventFilter extends WindowSelection {
  readonly types?: readonly MaintenanceEventType[] | null | undefined;
  readonly certainties?: readonly Certainty[] | null | undefined;
}

/** Throws a ValidationError that lists every violation. An unknown source would look like one without events. */
export function requireValidEventFilter(filter: EventFilter, readable: readonly MaintenanceSource[]): void {
  const violations = [...violationsOfConditions(filter), ...violationsOfSelection(filter, readable)];
  if (violations.length > 0) throw invalidArgument(violations);
}

/**
 * Returns a function that decides whether the filter accepts an event. It accepts an event of a window if it
 * accepts the window before or after it, so that no window leaves the filter unnoticed.
 */
export function eventsAcceptedBy(filter: EventFilter): (event: MaintenanceEvent) => boolean {
  const { types, ...ofWindows } = filter;
  const accepts = acceptedBy(ofWindows, new Date(0));
  const acceptsWindow = (window: ScheduledWindow | null) =>
    window !== null && isOfSelection(filter, window) && (accepts === null || accepts(asListed(window)));
  return (event) => {
    if (types && !types.includes(event.type)) return false;
    if (event.kind === "MaintenanceSourceEvent") return selectsSource(ofWindows, event.source);
    return acceptsWindow(event.window) || acceptsWindow(event.previous);
  };
}

/** Whether the window is of a provider and a source that the filter selects. Other filters are applied to selected sources only. */
function isOfSelection({ providers, sources }: EventFilter, { provider, sourceId }: ScheduledWindow) {
  return (!providers || providers.includes(provider)) && (!sources || sources.includes(sourceId));
}

/** The windows of recent events as filters see them. All streams compare the same texts. */
const listed = new WeakMap<ScheduledWindow, OrderedWindow>();

function asListed(window: ScheduledWindow): OrderedWindow {
  const known = listed.get(window) ?? orderedWindow(window, "ID", 0);
  listed.set(window, known);
  return known;
}

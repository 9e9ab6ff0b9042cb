import type { Failure } from "../failures/failure.js";
import type { MaintenanceSource, SourceState } from "../sources.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";

/** What can happen to a window. */
export type WindowEventType =
  | "CREATED"
  | "UPDATED"
  | "DELETED"
  | "OPENED"
  | "CLOSED"
  | "UNDERWAY_STARTED"
  | "UNDERWAY_ENDED";

/** Something that happened to a window. */
export interface WindowEvent {
  readonly kind: "MaintenanceWindowEvent";
  readonly type: WindowEventType;
  /** The instant in the schedule at which the window opened or closed; for other events, when the gateway noticed the change. */
  readonly at: Date;
  /** The window after the event; a deleted window as it was before. */
  readonly window: ScheduledWindow;
  /** The window before the event; null if it was created. */
  readonly previous: ScheduledWindow | null;
  /** Who changed the window through the gateway, as the identity provider names the caller; null if that is not known. */
  readonly changedBy: string | null;
}

/** The data of a source became better or worse. */
export interface SourceEvent {
  readonly kind: "MaintenanceSourceEvent";
  readonly type: "SOURCE_CHANGED";
  readonly at: Date;
  readonly source: MaintenanceSource;
  readonly state: SourceState;
  readonly previousState: SourceState;
  /** Why the data is stale or missing; null for other states. */
  readonly error: Failure | null;
}

export type MaintenanceEvent = WindowEvent | SourceEvent;
export type MaintenanceEventType = MaintenanceEvent["type"];

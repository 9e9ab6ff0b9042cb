import type { ScheduledWindow } from "./scheduled-window.js";

export type ChangeOutcome = "CREATED" | "UPDATED" | "UNCHANGED" | "DELETED" | "VALIDATED";

export type WarningCode =
  | "BROAD_QUERY"
  | "LONG_WINDOW"
  | "STARTS_IN_PAST"
  | "ALREADY_ENDED"
  | "OVERLAPS_EXISTING"
  | "OVERLAPS_UNKNOWN"
  | "APPLIES_FROM_NEXT_SCHEDULING"
  | "SUBSECOND_TRUNCATED";

/** Maximum number of warnings about one change: each of the eight kinds once, and SUBSECOND_TRUNCATED for the start and the end. */
export const maxWarnings = 9;

/** Maximum number of windows that one warning contains. It counts all of them. */
export const maxRelatedWindows = 10;

/** Other windows that a warning is about. */
export interface RelatedWindows {
  /** The first of them, by start, then by id. */
  readonly windows: readonly ScheduledWindow[];
  readonly count: number;
}

/** Something that the caller should know about a valid change. It does not prevent the change. */
export interface MaintenanceWarning {
  readonly code: WarningCode;
  readonly message: string;
  /** The input field that causes the warning; null if the whole change does. */
  readonly path: readonly string[] | null;
  /** Absent if the warning is about no other window. */
  readonly related?: RelatedWindows;
}

/** The result of a successful change, or of its dry run. */
export interface MaintenanceWindowChange<Window extends ScheduledWindow> {
  readonly kind: string;
  readonly outcome: ChangeOutcome;
  /** The window after the change; a deleted window as it was before. */
  readonly window: Window;
  readonly previous: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

/** A window that was created or updated, or that already had the requested values. */
export interface WindowChanged<Window extends ScheduledWindow> extends MaintenanceWindowChange<Window> {
  readonly kind: `${string}Changed`;
}

/** A window that was deleted. */
export interface WindowDeleted<Window extends ScheduledWindow> extends MaintenanceWindowChange<Window> {
  readonly kind: `${string}Deleted`;
  readonly deletedWindowId: string;
}

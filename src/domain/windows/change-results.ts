import type { ScheduledWindow } from "./scheduled-window.js";

export type ChangeOutcome = "CREATED" | "UPDATED" | "UNCHANGED" | "DELETED" | "VALIDATED";

export type WarningCode =
  | "BROAD_QUERY"
  | "LONG_WINDOW"
  | "STARTS_IN_PAST"
  | "ALREADY_ENDED"
  | "OVERLAPS_EXISTING"
  | "APPLIES_FROM_NEXT_SCHEDULING"
  | "SUBSECOND_TRUNCATED";

/** Something that the caller should know about a change that was made all the same. */
export interface MaintenanceWarning {
  readonly code: WarningCode;
  readonly message: string;
  /** The input field that it is about; null where it is about the whole change. */
  readonly path: readonly string[] | null;
}

/** A window that was created or updated, or found to be as asked already. */
export interface WindowChanged<Window extends ScheduledWindow> {
  readonly kind: `${string}Changed`;
  readonly outcome: ChangeOutcome;
  readonly window: Window;
  readonly previous: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

/** A window that is gone. */
export interface WindowDeleted<Window extends ScheduledWindow> {
  readonly kind: `${string}Deleted`;
  readonly outcome: ChangeOutcome;
  readonly id: string;
  readonly previous: Window | null;
  readonly warnings: readonly MaintenanceWarning[];
}

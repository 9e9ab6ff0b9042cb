import type { OneTimeSchedule } from "../../domain/time/schedules.js";
import type { WindowChanged, WindowDeleted } from "../../domain/windows/change-results.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";

/** Datadog's value in the GraphQL enum `Provider`. */
export const providerName = "DATADOG";

/** A time range in which Datadog suppresses case notifications and automation for cases that match a query. */
export interface DatadogMaintenanceWindow extends ScheduledWindow, DatadogWindowValues {
  readonly kind: "DatadogMaintenanceWindow";
  readonly schedule: OneTimeSchedule;
  readonly uuid: string;
  readonly createdBy: DatadogUser | null;
  readonly updatedBy: DatadogUser | null;
}

/** The values that a caller can set. */
export interface DatadogWindowValues {
  readonly name: string;
  readonly query: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

/** A user who created or changed a window. The name is read separately, so that windows do not change with it. */
export interface DatadogUser {
  /** The user's UUID in Datadog. */
  readonly id: string;
  readonly sourceId: string;
}

export interface DatadogMaintenanceWindowChanged extends WindowChanged<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowChanged";
}

export interface DatadogMaintenanceWindowDeleted extends WindowDeleted<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowDeleted";
}

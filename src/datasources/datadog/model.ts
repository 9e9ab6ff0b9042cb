import type { OneTimeSchedule } from "../../domain/time/schedules.js";
import type { WindowChanged, WindowDeleted } from "../../domain/windows/change-results.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";

/** Its value in the GraphQL enum `Provider`. */
export const providerName = "DATADOG";

/** A time range in which Datadog suppresses case notifications and automation for cases that match a query. */
export interface DatadogMaintenanceWindow extends ScheduledWindow, DatadogWindowValues {
  readonly kind: "DatadogMaintenanceWindow";
  readonly schedule: OneTimeSchedule;
  readonly uuid: string;
  readonly createdBy: DatadogUser | null;
  readonly updatedBy: DatadogUser | null;
}

/** What a caller can set. */
export interface DatadogWindowValues {
  readonly name: string;
  readonly query: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface DatadogUser {
  /** Datadog's UUID of the user. */
  readonly id: string;
}

export interface DatadogMaintenanceWindowChanged extends WindowChanged<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowChanged";
}

export interface DatadogMaintenanceWindowDeleted extends WindowDeleted<DatadogMaintenanceWindow> {
  readonly kind: "DatadogMaintenanceWindowDeleted";
}

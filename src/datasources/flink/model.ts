import type { Duration } from "../../domain/time/durations.js";
import type { DailySchedule } from "../../domain/time/schedules.js";
import type { WindowChanged } from "../../domain/windows/change-results.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import type { ApplicationArn } from "./arn.js";

/** Its value in the GraphQL enum `Provider`. */
export const providerName = "AWS_FLINK";

export const flinkApplicationStatuses = [
  "AUTOSCALING",
  "DELETING",
  "FORCE_STOPPING",
  "MAINTENANCE",
  "READY",
  "ROLLED_BACK",
  "ROLLING_BACK",
  "RUNNING",
  "STARTING",
  "STOPPING",
  "UPDATING",
] as const;
export type FlinkApplicationStatus = (typeof flinkApplicationStatuses)[number] | "UNKNOWN";

export const flinkApplicationModes = ["STREAMING", "INTERACTIVE"] as const;
export type FlinkApplicationMode = (typeof flinkApplicationModes)[number] | "UNKNOWN";

/** One Managed Service for Apache Flink application as Describe tells it. */
export interface FlinkApplication {
  readonly kind: "FlinkApplication";
  readonly arn: string;
  readonly sourceId: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly description: string | null;
  readonly status: FlinkApplicationStatus;
  readonly mode: FlinkApplicationMode | null;
  readonly runtimeEnvironment: string;
  readonly versionId: number;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Null where AWS reports none. */
  readonly maintenance: MaintenanceTimes | null;
}

/** One application as a list tells it, which is not its maintenance window. */
export interface FlinkApplicationSummary {
  readonly arn: ApplicationArn;
  readonly status: FlinkApplicationStatus;
  readonly versionId: number;
}

/** One page of the applications of a source. */
export interface ApplicationPage {
  readonly applications: readonly FlinkApplicationSummary[];
  readonly nextToken: string | null;
}

/** An application as it is cached. */
export interface DescribedApplication {
  readonly application: FlinkApplication;
  /** When Describe was asked; null where a write has changed it since. */
  readonly describedAt: Date | null;
}

export interface MaintenanceTimes {
  /** `HH:MM` UTC */
  readonly startTime: string;
  /** `HH:MM` UTC; on the next day where it is not after the start. */
  readonly endTime: string;
}

export const operationStatuses = ["IN_PROGRESS", "CANCELLED", "SUCCESSFUL", "FAILED"] as const;
export type OperationStatus = (typeof operationStatuses)[number] | "UNKNOWN";

/** Maintenance that AWS has carried out, or is carrying out. */
export interface FlinkMaintenanceRun {
  readonly operationId: string;
  readonly startedAt: Date;
  /** Null while it runs. */
  readonly endedAt: Date | null;
  readonly status: OperationStatus;
  /** Null while it runs. */
  readonly duration: Duration | null;
}

/** One page of the maintenance of an application. */
export interface MaintenancePage {
  readonly runs: readonly FlinkMaintenanceRun[];
  readonly nextToken: string | null;
}

/** The daily eight hours in which AWS may patch and restart one application. */
export interface FlinkMaintenanceWindow extends ScheduledWindow, MaintenanceTimes {
  readonly kind: "FlinkMaintenanceWindow";
  readonly schedule: DailySchedule;
  readonly application: FlinkApplication;
}

export interface FlinkMaintenanceWindowChanged extends WindowChanged<FlinkMaintenanceWindow> {
  readonly kind: "FlinkMaintenanceWindowChanged";
}

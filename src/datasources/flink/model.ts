import type { Duration } from "../../domain/time/durations.js";
import type { DailySchedule } from "../../domain/time/schedules.js";
import type { WindowChanged } from "../../domain/windows/change-results.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import type { ItemProblem } from "../../upstream/item-errors.js";
import type { ApplicationArn } from "./arn.js";

/** AWS's value in the GraphQL enum `Provider`. */
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

/** One Managed Service for Apache Flink application, as DescribeApplication reports it. */
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
  /** Null if AWS reports none. */
  readonly maintenance: MaintenanceTimes | null;
  /** A page of the AWS console from which people find the application; null if none is known. */
  readonly consoleUrl: string | null;
}

/** One application as ListApplications reports it, without its maintenance window. */
export interface FlinkApplicationSummary {
  readonly arn: ApplicationArn;
  readonly status: FlinkApplicationStatus;
  readonly versionId: number;
}

/** An entry of the list of applications that cannot be read. */
export interface UnreadableSummary extends ItemProblem {
  /** Null if the entry has no readable ARN. */
  readonly arn: ApplicationArn | null;
}

/** One page of the applications of a source. */
export interface ApplicationPage {
  readonly applications: readonly FlinkApplicationSummary[];
  /** The entries that cannot be read. */
  readonly unreadable: readonly UnreadableSummary[];
  readonly nextToken: string | null;
}

/** A cached application. */
export interface DescribedApplication {
  readonly application: FlinkApplication;
  /** When DescribeApplication was called, by the steady clock; null if a write has changed the application since. */
  readonly describedAtMs: number | null;
}

export interface MaintenanceTimes {
  /** `HH:MM` UTC */
  readonly startTime: string;
  /** `HH:MM` UTC; on the next day if it is not after the start. */
  readonly endTime: string;
}

export const operationStatuses = ["IN_PROGRESS", "CANCELLED", "SUCCESSFUL", "FAILED"] as const;
export type OperationStatus = (typeof operationStatuses)[number] | "UNKNOWN";

/** One maintenance run of AWS, finished or in progress. */
export interface FlinkMaintenanceRun {
  readonly sourceId: string;
  readonly application: ApplicationArn;
  readonly operationId: string;
  readonly startedAt: Date;
  /** Null while the maintenance is running, or if AWS does not report an end. */
  readonly endedAt: Date | null;
  readonly status: OperationStatus;
  /** Null if `endedAt` is null. */
  readonly duration: Duration | null;
}

/** What AWS reports about one maintenance run besides the entry in the list. */
export interface FlinkMaintenanceRunDetails {
  readonly failureMessage: string | null;
  readonly rollbackOperationId: string | null;
  readonly versionIdBefore: number | null;
  readonly versionIdAfter: number | null;
}

/** One page of the maintenance runs of an application. */
export interface MaintenancePage {
  readonly runs: readonly FlinkMaintenanceRun[];
  readonly nextToken: string | null;
}

/** The daily eight-hour window in which AWS may patch and restart one application. */
export interface FlinkMaintenanceWindow extends ScheduledWindow, MaintenanceTimes {
  readonly kind: "FlinkMaintenanceWindow";
  readonly schedule: DailySchedule;
  readonly application: FlinkApplication;
}

export interface FlinkMaintenanceWindowChanged extends WindowChanged<FlinkMaintenanceWindow> {
  readonly kind: "FlinkMaintenanceWindowChanged";
}

import { createUnionType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { UpdateFlinkMaintenanceWindow } from "../datasources/flink/changes.js";
import type * as flink from "../datasources/flink/model.js";
import type * as changes from "../domain/changes.js";
import type { Duration as Length } from "../domain/durations.js";
import type { DailySchedule } from "../domain/schedules.js";
import { ChangeOutcome, changeOptions, MaintenanceWarning } from "./change.js";
import { enumType } from "./enum-type.js";
import { failureTypes } from "./errors.js";
import { AFew, Key } from "./federation-directives.js";
import { DateTime, Duration, UtcTime } from "./scalars.js";
import { ScheduledWindow } from "./scheduled-window.js";

export const FlinkApplicationStatus = enumType<flink.FlinkApplicationStatus>(
  "FlinkApplicationStatus",
  "As AWS reports it (KinesisAnalyticsV2, ApplicationDetail.ApplicationStatus).",
  {
    AUTOSCALING: "AWS changes its parallelism.",
    DELETING: "It is being deleted.",
    FORCE_STOPPING: "It is being stopped without a snapshot.",
    MAINTENANCE: "AWS is applying maintenance.",
    READY: "It is stopped and can be started. Its window can be changed.",
    ROLLED_BACK: "It runs an earlier version again.",
    ROLLING_BACK: "It goes back to an earlier version.",
    RUNNING: "It runs. Its window can be changed.",
    STARTING: "It is being started.",
    STOPPING: "It is being stopped.",
    UPDATING: "It is being updated.",
    UNKNOWN: "A value that this gateway does not know.",
  },
);

export const FlinkApplicationMode = enumType<flink.FlinkApplicationMode>(
  "FlinkApplicationMode",
  "As AWS reports it (KinesisAnalyticsV2, ApplicationDetail.ApplicationMode).",
  {
    STREAMING: "A Flink application.",
    INTERACTIVE: "A Studio notebook.",
    UNKNOWN: "A value that this gateway does not know.",
  },
);

@Key("arn")
@ObjectType({
  description:
    "One Managed Service for Apache Flink application, as KinesisAnalyticsV2 DescribeApplication reports it.",
})
export class FlinkApplication implements flink.FlinkApplication {
  @Field(() => ID, { description: "The application's ARN, which names its region and account." })
  readonly arn!: string;

  @Field(() => String, { description: "Unique within its account and region." })
  readonly name!: string;

  @Field(() => String, { description: "E.g. `eu-central-1`." })
  readonly region!: string;

  @Field(() => String, { description: "Twelve digits." })
  readonly accountId!: string;

  @Field(() => String, { nullable: true, description: "Null where it has none." })
  readonly description!: string | null;

  @Field(() => FlinkApplicationStatus, { description: "What the application does now." })
  readonly status!: flink.FlinkApplicationStatus;

  @Field(() => FlinkApplicationMode, { nullable: true, description: "Null where AWS reports none." })
  readonly mode!: flink.FlinkApplicationMode | null;

  @Field(() => String, { description: "As AWS spells it, e.g. `FLINK-1_20`." })
  readonly runtimeEnvironment!: string;

  @Field(() => Int, {
    description: "Increases with every change of the application's code or configuration.",
  })
  readonly versionId!: number;

  @Field(() => DateTime, { nullable: true, description: "Null where AWS reports none." })
  readonly createdAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Null where AWS reports none." })
  readonly updatedAt!: Date | null;

  readonly kind!: "FlinkApplication";
  readonly sourceId!: string;
  readonly maintenance!: flink.MaintenanceTimes | null;
}

@Key("id")
@ObjectType({
  description:
    'The daily eight hours in which AWS may patch and restart one Managed Service for Apache Flink application. AWS chooses the days; no API reports the next one (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink").',
  implements: ScheduledWindow,
})
export class FlinkMaintenanceWindow extends ScheduledWindow implements flink.FlinkMaintenanceWindow {
  declare readonly kind: "FlinkMaintenanceWindow";
  declare readonly schedule: DailySchedule;

  @Field(() => UtcTime, { description: "When it opens, every day." })
  readonly startTime!: string;

  @Field(() => UtcTime, {
    description: "When it closes: eight hours after it opens, on the next day where that is past midnight.",
  })
  readonly endTime!: string;

  @Field(() => FlinkApplication, { description: "The application that may be patched and restarted." })
  readonly application!: FlinkApplication;
}

export const OperationStatus = enumType<flink.OperationStatus>(
  "OperationStatus",
  "As AWS reports it (KinesisAnalyticsV2, ApplicationOperationInfo.OperationStatus).",
  {
    IN_PROGRESS: "It runs.",
    CANCELLED: "It was cancelled.",
    SUCCESSFUL: "It was carried out.",
    FAILED: "It failed.",
    UNKNOWN: "A value that this gateway does not know.",
  },
);

@ObjectType({
  description:
    "Maintenance of one application that AWS has carried out, or carries out now (KinesisAnalyticsV2 ListApplicationOperations).",
})
export class FlinkMaintenanceRun implements flink.FlinkMaintenanceRun {
  @Field(() => ID, { description: "AWS's id of the operation, unique for the application." })
  readonly operationId!: string;

  @Field(() => DateTime, { description: "When it began." })
  readonly startedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it ended; null while it runs." })
  readonly endedAt!: Date | null;

  @Field(() => OperationStatus, { description: "How it went." })
  readonly status!: flink.OperationStatus;

  @Field(() => Duration, { nullable: true, description: "How long it took; null while it runs." })
  readonly duration!: Length | null;
}

@InputType({ description: "Moves the daily window of one application. Its length is always eight hours." })
export class UpdateFlinkMaintenanceWindowInput implements UpdateFlinkMaintenanceWindow {
  @Field(() => ID, { description: "A FlinkMaintenanceWindow id, or the application's ARN." })
  readonly id!: string;

  @Field(() => UtcTime, { description: "When the window is to open, every day." })
  readonly startTime!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: `${changeOptions.validateOnly} An application that AWS would refuse now, being neither READY nor RUNNING, is refused here too.`,
  })
  readonly validateOnly!: boolean;
}

@ObjectType({ description: "The window after a write, or as it would be where the outcome is VALIDATED." })
export class FlinkMaintenanceWindowChanged implements flink.FlinkMaintenanceWindowChanged {
  readonly kind!: "FlinkMaintenanceWindowChanged";

  @Field(() => ChangeOutcome, { description: "The result of the write." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => FlinkMaintenanceWindow, {
    description: "The window as it is now; as it would be, where the outcome is VALIDATED.",
  })
  readonly window!: FlinkMaintenanceWindow;

  @Field(() => FlinkMaintenanceWindow, {
    nullable: true,
    description:
      "The window before; null where the application had none. As the gateway last read it, at most 30 seconds ago unless configured otherwise; read afresh where `ifRevision` or `validateOnly` was given, or nothing changed.",
  })
  readonly previous!: FlinkMaintenanceWindow | null;

  @AFew()
  @Field(() => [MaintenanceWarning], {
    description: "What to know about the change; empty where there is nothing.",
  })
  readonly warnings!: MaintenanceWarning[];
}

export const UpdateFlinkMaintenanceWindowResult = createUnionType({
  name: "UpdateFlinkMaintenanceWindowResult",
  description: "The changed window, or why it was not changed.",
  types: () => [FlinkMaintenanceWindowChanged, ...failureTypes] as const,
});

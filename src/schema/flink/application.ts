import { Field, ID, Int, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import { enumType } from "../enum-type.js";
import { Key } from "../federation-directives.js";
import { DateTime } from "../scalars.js";

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

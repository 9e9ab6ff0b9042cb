import { Field, ID, Int, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import { enumType } from "../enum-type.js";
import { Key } from "../federation-directives.js";
import { DateTime } from "../scalars.js";

export const FlinkApplicationStatus = enumType<flink.FlinkApplicationStatus>(
  "FlinkApplicationStatus",
  "Status of a Flink application. Source: KinesisAnalyticsV2, ApplicationDetail.ApplicationStatus.",
  {
    AUTOSCALING: "AWS is changing the parallelism of the application.",
    DELETING: "The application is being deleted.",
    FORCE_STOPPING: "The application is being stopped without a snapshot.",
    MAINTENANCE: "AWS is applying maintenance to the application.",
    READY: "The application is stopped and can be started. Its window can be changed.",
    ROLLED_BACK: "The application was rolled back to an earlier version.",
    ROLLING_BACK: "The application is being rolled back to an earlier version.",
    RUNNING: "The application is running. Its window can be changed.",
    STARTING: "The application is being started.",
    STOPPING: "The application is being stopped.",
    UPDATING: "The application is being updated.",
    UNKNOWN: "AWS reports a status that this version of the gateway does not know.",
  },
);

export const FlinkApplicationMode = enumType<flink.FlinkApplicationMode>(
  "FlinkApplicationMode",
  "Mode of a Flink application. Source: KinesisAnalyticsV2, ApplicationDetail.ApplicationMode.",
  {
    STREAMING: "The application is a Flink streaming application.",
    INTERACTIVE: "The application is a Studio notebook.",
    UNKNOWN: "AWS reports a mode that this version of the gateway does not know.",
  },
);

@Key("arn")
@ObjectType({
  description:
    "An application of Amazon Managed Service for Apache Flink. Source: KinesisAnalyticsV2, DescribeApplication.",
})
export class FlinkApplication implements flink.FlinkApplication {
  @Field(() => ID, { description: "ARN of the application. It contains the region and the account id." })
  readonly arn!: string;

  @Field(() => String, { description: "Name of the application, unique in its account and region." })
  readonly name!: string;

  @Field(() => String, { description: "AWS region, e.g. `eu-central-1`." })
  readonly region!: string;

  @Field(() => String, { description: "AWS account id, twelve digits." })
  readonly accountId!: string;

  @Field(() => String, {
    nullable: true,
    description: "Description of the application; null if it has none.",
  })
  readonly description!: string | null;

  @Field(() => FlinkApplicationStatus, { description: "Current status of the application." })
  readonly status!: flink.FlinkApplicationStatus;

  @Field(() => FlinkApplicationMode, {
    nullable: true,
    description: "Mode of the application; null if AWS does not report it.",
  })
  readonly mode!: flink.FlinkApplicationMode | null;

  @Field(() => String, { description: "Runtime environment, as AWS spells it, e.g. `FLINK-1_20`." })
  readonly runtimeEnvironment!: string;

  @Field(() => Int, {
    description:
      "Version of the application. It increases with every change to the application's code or configuration.",
  })
  readonly versionId!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: "Instant at which the application was created; null if AWS does not report it.",
  })
  readonly createdAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Instant at which the application was last updated; null if AWS does not report it.",
  })
  readonly updatedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "URL of a page in the AWS console from which you can find the application: the list of the applications in its region, or the start page of the console in partitions without a known list. Null if no page is known, or if the source has an endpoint that is not AWS's, e.g. an emulator's.",
  })
  readonly consoleUrl!: string | null;

  readonly kind!: "FlinkApplication";
  readonly sourceId!: string;
  readonly maintenance!: flink.MaintenanceTimes | null;
}

import { Field, ID, Int, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type { Duration as Length } from "../../domain/time/durations.js";
import { enumType } from "../enum-type.js";
import { DateTime, Duration } from "../scalars.js";

export const OperationStatus = enumType<flink.OperationStatus>(
  "OperationStatus",
  "Status of a maintenance run. Source: KinesisAnalyticsV2, ApplicationOperationInfo.OperationStatus.",
  {
    IN_PROGRESS: "The maintenance is running.",
    CANCELLED: "The maintenance was cancelled.",
    SUCCESSFUL: "The maintenance succeeded.",
    FAILED: "The maintenance failed. `FlinkMaintenanceRun.details` says why.",
    UNKNOWN: "AWS reports a status that this version of the gateway does not know.",
  },
);

@ObjectType({
  description:
    "A past or current maintenance run of a Flink application by AWS. Source: KinesisAnalyticsV2, ListApplicationOperations.",
})
export class FlinkMaintenanceRun implements flink.FlinkMaintenanceRun {
  declare readonly sourceId: string;
  declare readonly application: flink.FlinkMaintenanceRun["application"];

  @Field(() => ID, { description: "AWS's id for the operation, unique within the application." })
  readonly operationId!: string;

  @Field(() => DateTime, { description: "Instant at which the maintenance started." })
  readonly startedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Instant at which the maintenance ended; null while it is running, or if AWS does not report it.",
  })
  readonly endedAt!: Date | null;

  @Field(() => OperationStatus, { description: "Status of the maintenance." })
  readonly status!: flink.OperationStatus;

  @Field(() => Duration, {
    nullable: true,
    description: "Length of the maintenance; null if `endedAt` is null.",
  })
  readonly duration!: Length | null;
}

@ObjectType({
  description:
    "Why a maintenance run failed, and what it changed. Each field is null if AWS does not report it. Source: KinesisAnalyticsV2, DescribeApplicationOperation.",
})
export class FlinkMaintenanceRunDetails implements flink.FlinkMaintenanceRunDetails {
  @Field(() => String, {
    nullable: true,
    description:
      "Why the maintenance failed, in AWS's words, e.g. for a person or a ticket. Do not parse it: AWS can change the text at any time. The gateway returns one line of at most 1,000 characters, and replaces what looks like a secret with `[hidden]`. Source: OperationFailureDetails.ErrorInfo.ErrorString.",
  })
  readonly failureMessage!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "AWS's id for the operation that rolled the application back because this maintenance failed. `maintenanceHistory` does not list that operation. Source: OperationFailureDetails.RollbackOperationId.",
  })
  readonly rollbackOperationId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Version of the application before the maintenance, as in `FlinkApplication.versionId`. Source: ApplicationVersionChangeDetails.ApplicationVersionUpdatedFrom.",
  })
  readonly versionIdBefore!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Version of the application that the maintenance applied. Source: ApplicationVersionChangeDetails.ApplicationVersionUpdatedTo.",
  })
  readonly versionIdAfter!: number | null;
}

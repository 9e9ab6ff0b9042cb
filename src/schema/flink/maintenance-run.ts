import { Field, ID, ObjectType } from "type-graphql";
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
    FAILED: "The maintenance failed.",
    UNKNOWN: "AWS reports a status that this version of the gateway does not know.",
  },
);

@ObjectType({
  description:
    "A past or current maintenance run of a Flink application by AWS. Source: KinesisAnalyticsV2, ListApplicationOperations.",
})
export class FlinkMaintenanceRun implements flink.FlinkMaintenanceRun {
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

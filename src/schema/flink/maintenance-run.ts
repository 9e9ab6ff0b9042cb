import { Field, ID, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type { Duration as Length } from "../../domain/time/durations.js";
import { enumType } from "../enum-type.js";
import { DateTime, Duration } from "../scalars.js";

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

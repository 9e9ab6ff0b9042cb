import { Field, ID, InputType } from "type-graphql";
import type { UpdateFlinkMaintenanceWindow } from "../../datasources/flink/changes.js";
import { changeOptions } from "../change-outcome.js";
import { UtcTime } from "../scalars.js";

@InputType({
  description:
    "New start time for the daily window of one Flink application. The window is always eight hours long.",
})
export class UpdateFlinkMaintenanceWindowInput implements UpdateFlinkMaintenanceWindow {
  @Field(() => ID, { description: "The `id` of a FlinkMaintenanceWindow, or the ARN of its application." })
  readonly id!: string;

  @Field(() => UtcTime, { description: "New time at which the window opens every day, in UTC." })
  readonly startTime!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: `${changeOptions.validateOnly} Like AWS, the gateway rejects the change if the application is neither READY nor RUNNING.`,
  })
  readonly validateOnly!: boolean;
}

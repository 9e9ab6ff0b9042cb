import { Field, ID, InputType } from "type-graphql";
import type { UpdateFlinkMaintenanceWindow } from "../../datasources/flink/changes.js";
import { changeOptions } from "../change-outcome.js";
import { UtcTime } from "../scalars.js";

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

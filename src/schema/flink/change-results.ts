import { createUnionType, Field, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { ChangeOutcome, MaintenanceWarning } from "../change-outcome.js";
import { failureTypes } from "../errors/failure-types.js";
import { AssumedSize } from "../federation-directives.js";
import { FlinkMaintenanceWindow } from "./window.js";

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

  @AssumedSize("FEW")
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

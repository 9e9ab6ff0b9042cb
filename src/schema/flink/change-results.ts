import { createUnionType, Field, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { ChangeOutcome, changeResults, MaintenanceWarning } from "../change-outcome.js";
import { failureTypes } from "../errors/failure-types.js";
import { AssumedSize } from "../federation-directives.js";
import { FlinkMaintenanceWindow } from "./window.js";

@ObjectType({ description: "A successful change to a Flink maintenance window, or its dry run." })
export class FlinkMaintenanceWindowChanged implements flink.FlinkMaintenanceWindowChanged {
  readonly kind!: "FlinkMaintenanceWindowChanged";

  @Field(() => ChangeOutcome, { description: changeResults.outcome })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => FlinkMaintenanceWindow, { description: changeResults.window })
  readonly window!: FlinkMaintenanceWindow;

  @Field(() => FlinkMaintenanceWindow, {
    nullable: true,
    description:
      "The window before the change; null if the application had none. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from AWS if `ifRevision` or `validateOnly` is set, or if nothing changed.",
  })
  readonly previous!: FlinkMaintenanceWindow | null;

  @AssumedSize("WARNINGS")
  @Field(() => [MaintenanceWarning], { description: changeResults.warnings })
  readonly warnings!: MaintenanceWarning[];
}

export const UpdateFlinkMaintenanceWindowResult = createUnionType({
  name: "UpdateFlinkMaintenanceWindowResult",
  description: "Result of a change to a Flink maintenance window: the changed window, or the error.",
  types: () => [FlinkMaintenanceWindowChanged, ...failureTypes] as const,
});

import { createUnionType, Field, ObjectType } from "type-graphql";
import type * as flink from "../../datasources/flink/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { failureTypes } from "../errors/failure-types.js";
import { changedWindow, MaintenanceWindowChange } from "../maintenance-window-change.js";
import { FlinkMaintenanceWindow } from "./window.js";

@ObjectType({
  description: "A successful change to a Flink maintenance window, or its dry run.",
  implements: MaintenanceWindowChange,
})
export class FlinkMaintenanceWindowChanged implements flink.FlinkMaintenanceWindowChanged {
  readonly kind!: "FlinkMaintenanceWindowChanged";
  readonly outcome!: changes.ChangeOutcome;
  readonly warnings!: readonly changes.MaintenanceWarning[];

  @Field(() => FlinkMaintenanceWindow, { description: changedWindow })
  readonly window!: FlinkMaintenanceWindow;

  @Field(() => FlinkMaintenanceWindow, {
    nullable: true,
    description:
      "The window before the change; null if the application had none. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from AWS if `ifRevision` or `validateOnly` is set, or if nothing changed.",
  })
  readonly previous!: FlinkMaintenanceWindow | null;
}

export const UpdateFlinkMaintenanceWindowResult = createUnionType({
  name: "UpdateFlinkMaintenanceWindowResult",
  description: "Result of a change to a Flink maintenance window: the changed window, or the error.",
  types: () => [FlinkMaintenanceWindowChanged, ...failureTypes] as const,
});

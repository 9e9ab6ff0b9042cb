import { createUnionType, Field, ID, ObjectType } from "type-graphql";
import type * as datadog from "../../datasources/datadog/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { failureTypes } from "../errors/failure-types.js";
import { changedWindow, MaintenanceWindowChange } from "../maintenance-window-change.js";
import { DatadogMaintenanceWindow } from "./window.js";

@ObjectType({
  description: "A successful change to a Datadog maintenance window, or its dry run.",
  implements: MaintenanceWindowChange,
})
export class DatadogMaintenanceWindowChanged implements datadog.DatadogMaintenanceWindowChanged {
  readonly kind!: "DatadogMaintenanceWindowChanged";
  readonly outcome!: changes.ChangeOutcome;
  readonly warnings!: readonly changes.MaintenanceWarning[];

  @Field(() => DatadogMaintenanceWindow, { description: changedWindow })
  readonly window!: DatadogMaintenanceWindow;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The window before the change; null for a new window. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from Datadog if the change ends or extends the window, if `ifRevision` or `validateOnly` is set, or if nothing changed.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;
}

@ObjectType({
  description: "A successful deletion of a Datadog maintenance window, or its dry run.",
  implements: MaintenanceWindowChange,
})
export class DatadogMaintenanceWindowDeleted implements datadog.DatadogMaintenanceWindowDeleted {
  readonly kind!: "DatadogMaintenanceWindowDeleted";
  readonly outcome!: changes.ChangeOutcome;
  readonly warnings!: readonly changes.MaintenanceWarning[];

  @Field(() => ID, {
    description:
      "Id of the deleted window. For a dry run (VALIDATED), the id of the window that it would delete.",
  })
  readonly deletedWindowId!: string;

  @Field(() => DatadogMaintenanceWindow, {
    description:
      "The window as it was before its deletion. For a dry run (VALIDATED), the window that it would delete. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from Datadog if `ifRevision` or `validateOnly` is set.",
  })
  readonly window!: DatadogMaintenanceWindow;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The same window as `window`. Always set; it is nullable so that you can mix fragments on the interface and on this type.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;
}

export const ChangeDatadogMaintenanceWindowResult = createUnionType({
  name: "ChangeDatadogMaintenanceWindowResult",
  description: "Result of a change to a Datadog maintenance window: the changed window, or the error.",
  types: () => [DatadogMaintenanceWindowChanged, ...failureTypes] as const,
});

export const DeleteDatadogMaintenanceWindowResult = createUnionType({
  name: "DeleteDatadogMaintenanceWindowResult",
  description: "Result of deleting a Datadog maintenance window: the deleted window, or the error.",
  types: () => [DatadogMaintenanceWindowDeleted, ...failureTypes] as const,
});

import { createUnionType, Field, ID, ObjectType } from "type-graphql";
import type * as datadog from "../../datasources/datadog/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { ChangeOutcome, changeResults, MaintenanceWarning } from "../change-outcome.js";
import { failureTypes } from "../errors/failure-types.js";
import { AssumedSize } from "../federation-directives.js";
import { DatadogMaintenanceWindow } from "./window.js";

@ObjectType({ description: "A successful change to a Datadog maintenance window, or its dry run." })
export class DatadogMaintenanceWindowChanged implements datadog.DatadogMaintenanceWindowChanged {
  readonly kind!: "DatadogMaintenanceWindowChanged";

  @Field(() => ChangeOutcome, { description: changeResults.outcome })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => DatadogMaintenanceWindow, { description: changeResults.window })
  readonly window!: DatadogMaintenanceWindow;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The window before the change; null for a new window. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from Datadog if the change ends or extends the window, if `ifRevision` or `validateOnly` is set, or if nothing changed.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;

  @AssumedSize("WARNINGS")
  @Field(() => [MaintenanceWarning], { description: changeResults.warnings })
  readonly warnings!: MaintenanceWarning[];
}

@ObjectType({ description: "A successful deletion of a Datadog maintenance window, or its dry run." })
export class DatadogMaintenanceWindowDeleted implements datadog.DatadogMaintenanceWindowDeleted {
  readonly kind!: "DatadogMaintenanceWindowDeleted";

  @Field(() => ChangeOutcome, { description: changeResults.outcome })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => ID, { description: "Id of the deleted window." })
  readonly id!: string;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The window before its deletion. It may come from the gateway's cache (by default, up to 30 seconds old). The gateway always reads it from Datadog if `ifRevision` or `validateOnly` is set.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;

  @AssumedSize("WARNINGS")
  @Field(() => [MaintenanceWarning], { description: changeResults.warnings })
  readonly warnings!: MaintenanceWarning[];
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

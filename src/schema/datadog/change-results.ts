import { createUnionType, Field, ID, ObjectType } from "type-graphql";
import type * as datadog from "../../datasources/datadog/model.js";
import type * as changes from "../../domain/windows/change-results.js";
import { ChangeOutcome, MaintenanceWarning } from "../change-outcome.js";
import { failureTypes } from "../errors/failure-types.js";
import { AssumedSize } from "../federation-directives.js";
import { DatadogMaintenanceWindow } from "./window.js";

@ObjectType({ description: "The window after a write, or as it would be where the outcome is VALIDATED." })
export class DatadogMaintenanceWindowChanged implements datadog.DatadogMaintenanceWindowChanged {
  readonly kind!: "DatadogMaintenanceWindowChanged";

  @Field(() => ChangeOutcome, { description: "The result of the write." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => DatadogMaintenanceWindow, {
    description: "The window as it is now; as it would be, where the outcome is VALIDATED.",
  })
  readonly window!: DatadogMaintenanceWindow;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The window before; null for a new one. As the gateway last read it, at most 30 seconds ago unless configured otherwise; read afresh by end and extend, where `ifRevision` or `validateOnly` was given, or where nothing changed.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;

  @AssumedSize("FEW")
  @Field(() => [MaintenanceWarning], {
    description: "What to know about the change; empty where there is nothing.",
  })
  readonly warnings!: MaintenanceWarning[];
}

@ObjectType({ description: "A window that was deleted, or would be where the outcome is VALIDATED." })
export class DatadogMaintenanceWindowDeleted implements datadog.DatadogMaintenanceWindowDeleted {
  readonly kind!: "DatadogMaintenanceWindowDeleted";

  @Field(() => ChangeOutcome, { description: "The result of the write." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => ID, { description: "The id that it had." })
  readonly id!: string;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description:
      "The window as the gateway last read it, at most 30 seconds ago unless configured otherwise; read afresh where `ifRevision` or `validateOnly` was given.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;

  @AssumedSize("FEW")
  @Field(() => [MaintenanceWarning], {
    description: "What to know about the change; empty where there is nothing.",
  })
  readonly warnings!: MaintenanceWarning[];
}

export const ChangeDatadogMaintenanceWindowResult = createUnionType({
  name: "ChangeDatadogMaintenanceWindowResult",
  description: "The window after the change, or why nothing was changed.",
  types: () => [DatadogMaintenanceWindowChanged, ...failureTypes] as const,
});

export const DeleteDatadogMaintenanceWindowResult = createUnionType({
  name: "DeleteDatadogMaintenanceWindowResult",
  description: "What was deleted, or why nothing was.",
  types: () => [DatadogMaintenanceWindowDeleted, ...failureTypes] as const,
});

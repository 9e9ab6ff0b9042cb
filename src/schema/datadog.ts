import { createUnionType, Field, ID, InputType, ObjectType } from "type-graphql";
import type * as datasource from "../datasources/datadog/datasource.js";
import type * as datadog from "../datasources/datadog/model.js";
import type * as changes from "../domain/changes.js";
import type { OneTimeSchedule } from "../domain/schedules.js";
import { ChangeOutcome, MaintenanceWarning } from "./change.js";
import { failureTypes } from "./errors.js";
import { DateTime } from "./scalars.js";
import { ScheduledWindow } from "./scheduled-window.js";

@ObjectType({ description: "A reference to a Datadog user, of whom the gateway knows the id only." })
export class DatadogUser implements datadog.DatadogUser {
  @Field(() => ID, { description: "Datadog's UUID of the user." })
  readonly id!: string;
}

@ObjectType({
  description:
    "A time range in which Datadog suppresses case notifications and automation for the cases that match a query (Datadog API reference, Case Management, maintenance windows). It is open at `startsAt` and closed at `endsAt`.",
  implements: ScheduledWindow,
})
export class DatadogMaintenanceWindow extends ScheduledWindow implements datadog.DatadogMaintenanceWindow {
  declare readonly kind: "DatadogMaintenanceWindow";
  declare readonly schedule: OneTimeSchedule;

  @Field(() => ID, { description: "Datadog's own UUID." })
  readonly uuid!: string;

  @Field(() => String, { description: "What people called it; the same as `title`." })
  readonly name!: string;

  @Field(() => String, { description: "Which cases it is about, in Datadog's case search syntax." })
  readonly query!: string;

  @Field(() => DateTime, { description: "When it opens, in whole seconds." })
  readonly startsAt!: Date;

  @Field(() => DateTime, { description: "When it closes, in whole seconds." })
  readonly endsAt!: Date;

  @Field(() => DatadogUser, {
    nullable: true,
    description: "Who created it; null where Datadog does not say.",
  })
  readonly createdBy!: DatadogUser | null;

  @Field(() => DatadogUser, {
    nullable: true,
    description: "Who changed it last; null where Datadog does not say.",
  })
  readonly updatedBy!: DatadogUser | null;
}

const allowBroadQuery = "Lets a query pass that matches every case: empty, or nothing but wildcards.";

@InputType({ description: "A new Datadog maintenance window." })
export class CreateDatadogMaintenanceWindowInput implements datasource.CreateDatadogMaintenanceWindow {
  @Field(() => ID, {
    nullable: true,
    description: "A Datadog source of `maintenanceSources`. May be left out where there is one.",
  })
  readonly sourceId?: string | null;

  @Field(() => String, { description: "Not blank, at most 1,000 characters." })
  readonly name!: string;

  @Field(() => String, {
    description: "Which cases it is about, in Datadog's case search syntax; at most 10,000 characters.",
  })
  readonly query!: string;

  @Field(() => DateTime, {
    description: "Truncated to whole seconds. If in the past, the window opens at once.",
  })
  readonly startsAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: "Required. Truncated to whole seconds; after `startsAt` and in the future.",
  })
  readonly endsAt?: Date | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;
}

@InputType({
  description: "A field that is left out keeps its value; null is refused. At least one is given.",
})
export class UpdateDatadogMaintenanceWindowInput implements datasource.UpdateDatadogMaintenanceWindow {
  @Field(() => ID, { description: "A DatadogMaintenanceWindow id." })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: "Not blank, at most 1,000 characters." })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: "At most 10,000 characters." })
  readonly query?: string | null;

  @Field(() => DateTime, { nullable: true, description: "Truncated to whole seconds." })
  readonly startsAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Truncated to whole seconds; after the start. If in the past, the window ends.",
  })
  readonly endsAt?: Date | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;
}

@InputType({ description: "Which Datadog maintenance window to delete." })
export class DeleteDatadogMaintenanceWindowInput {
  @Field(() => ID, { description: "A DatadogMaintenanceWindow id." })
  readonly id!: string;
}

@ObjectType({ description: "The window after a write." })
export class DatadogMaintenanceWindowChanged implements datasource.DatadogMaintenanceWindowChanged {
  readonly kind!: "DatadogMaintenanceWindowChanged";

  @Field(() => ChangeOutcome, { description: "The result of the write." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => DatadogMaintenanceWindow, { description: "The window as it is now." })
  readonly window!: DatadogMaintenanceWindow;

  @Field(() => DatadogMaintenanceWindow, {
    nullable: true,
    description: "The window before; null for a new one.",
  })
  readonly previous!: DatadogMaintenanceWindow | null;

  @Field(() => [MaintenanceWarning], {
    description: "What to know about the change; empty where there is nothing.",
  })
  readonly warnings!: MaintenanceWarning[];
}

@ObjectType({ description: "A window that is gone." })
export class DatadogMaintenanceWindowDeleted implements datasource.DatadogMaintenanceWindowDeleted {
  readonly kind!: "DatadogMaintenanceWindowDeleted";

  @Field(() => ChangeOutcome, { description: "The result of the write." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => ID, { description: "The id that it had." })
  readonly id!: string;

  @Field(() => DatadogMaintenanceWindow, { nullable: true, description: "The window as it was." })
  readonly previous!: DatadogMaintenanceWindow | null;

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

import { createUnionType, Field, ID, InputType, ObjectType } from "type-graphql";
import type * as inputs from "../datasources/datadog/changes.js";
import type { CreateDatadogMaintenanceWindow } from "../datasources/datadog/creation.js";
import type * as datadog from "../datasources/datadog/model.js";
import type * as changes from "../domain/changes.js";
import type { Duration as Length } from "../domain/durations.js";
import type { OneTimeSchedule } from "../domain/schedules.js";
import { ChangeOutcome, changeOptions, MaintenanceWarning } from "./change.js";
import { failureTypes } from "./errors.js";
import { AFew, ForeignKey, Key } from "./federation-directives.js";
import { DateTime, Duration } from "./scalars.js";
import { ScheduledWindow } from "./scheduled-window.js";

@ForeignKey("id")
@ObjectType({ description: "A reference to a Datadog user, of whom the gateway knows the id only." })
export class DatadogUser implements datadog.DatadogUser {
  @Field(() => ID, { description: "Datadog's UUID of the user." })
  readonly id!: string;
}

@Key("id")
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
export class CreateDatadogMaintenanceWindowInput implements CreateDatadogMaintenanceWindow {
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
    description:
      "Either this or `duration` is required. Truncated to whole seconds; after `startsAt` and in the future.",
  })
  readonly endsAt?: Date | null;

  @Field(() => Duration, {
    nullable: true,
    description: "How long the window is open, from `startsAt`; in place of `endsAt`.",
  })
  readonly duration?: Length | null;

  @Field(() => String, {
    nullable: true,
    description:
      "1 to 255 visible ASCII characters, such as a UUID, of your own making for each window. The same key within 24 hours answers with the first call's result and creates nothing, also while the first call runs; with another input the result is a ConflictError with reason IDEMPOTENCY_KEY_REUSED. A definite failure frees the key. Where an answer got lost, each call with the key looks for the window again. Keys outlive the process, and count in all replicas, only where the gateway has a Redis.",
  })
  readonly idempotencyKey?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: `${changeOptions.validateOnly} Its \`uuid\` is the nil UUID, and no idempotency key is used up.`,
  })
  readonly validateOnly!: boolean;
}

@InputType({
  description: "A field that is left out keeps its value; null is refused. At least one is given.",
})
export class UpdateDatadogMaintenanceWindowInput implements inputs.UpdateDatadogMaintenanceWindow {
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

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnly })
  readonly validateOnly!: boolean;
}

@InputType({ description: "Which Datadog maintenance window to delete." })
export class DeleteDatadogMaintenanceWindowInput implements inputs.ChangeDatadogMaintenanceWindow {
  @Field(() => ID, { description: "A DatadogMaintenanceWindow id." })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Checks that the window is there, and deletes nothing: the outcome is VALIDATED and `previous` is the window.",
  })
  readonly validateOnly!: boolean;
}

@InputType({ description: "Which Datadog maintenance window to end now." })
export class EndDatadogMaintenanceWindowInput implements inputs.ChangeDatadogMaintenanceWindow {
  @Field(() => ID, { description: "A DatadogMaintenanceWindow id." })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnly })
  readonly validateOnly!: boolean;
}

@InputType({ description: "By how much to extend which Datadog maintenance window." })
export class ExtendDatadogMaintenanceWindowInput implements inputs.ExtendDatadogMaintenanceWindow {
  @Field(() => ID, { description: "A DatadogMaintenanceWindow id." })
  readonly id!: string;

  @Field(() => Duration, {
    description:
      "How much later the window is to end than it does now; longer than nothing. A fraction of a second is cut.",
  })
  readonly by!: Length;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnly })
  readonly validateOnly!: boolean;
}

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

  @AFew()
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

  @AFew()
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

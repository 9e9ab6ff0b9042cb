import { Field, ID, InputType } from "type-graphql";
import type * as inputs from "../../datasources/datadog/changes.js";
import type { CreateDatadogMaintenanceWindow } from "../../datasources/datadog/create-window.js";
import type { Duration as Length } from "../../domain/time/durations.js";
import { changeOptions } from "../change-outcome.js";
import { DateTime, Duration } from "../scalars.js";

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

import { Field, ID, InputType } from "type-graphql";
import type * as inputs from "../../datasources/datadog/changes.js";
import type { CreateDatadogMaintenanceWindow } from "../../datasources/datadog/create-window.js";
import type { Duration as Length } from "../../domain/time/durations.js";
import { changeOptions } from "../change-outcome.js";
import { DateTime, Duration } from "../scalars.js";

const windowId = "The `id` of a DatadogMaintenanceWindow.";
const allowBroadQuery =
  "Allows a query that matches every case, e.g. an empty query or one with only wildcards. By default, the gateway rejects such a query with BROAD_QUERY.";

@InputType({ description: "Values of a new Datadog maintenance window." })
export class CreateDatadogMaintenanceWindowInput implements CreateDatadogMaintenanceWindow {
  @Field(() => ID, {
    nullable: true,
    description:
      "Id of the Datadog source to create the window in, from `maintenanceSources`. Optional if there is only one Datadog source.",
  })
  readonly sourceId?: string | null;

  @Field(() => String, { description: "Name of the window. Not blank; at most 1,000 characters." })
  readonly name!: string;

  @Field(() => String, {
    description:
      "Query that selects the affected cases, in Datadog's case search syntax. At most 10,000 characters.",
  })
  readonly query!: string;

  @Field(() => DateTime, {
    description:
      "Start of the window. Fractions of a second are dropped. If the start is in the past, the window opens immediately.",
  })
  readonly startsAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "End of the window, after `startsAt` and in the future. Fractions of a second are dropped. Set either `endsAt` or `duration`.",
  })
  readonly endsAt?: Date | null;

  @Field(() => Duration, {
    nullable: true,
    description:
      "Length of the window from `startsAt`, at least one second. Fractions of a second are dropped. Set either `duration` or `endsAt`.",
  })
  readonly duration?: Length | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Key that makes the call safe to retry: 1 to 255 visible ASCII characters without spaces, such as a UUID. Use a new key for each window. For 24 hours, a call with the same key and input creates nothing and returns the result of the first call. If the first call is still running, the new one waits for it. With different input, the result is a ConflictError with the reason IDEMPOTENCY_KEY_REUSED. A call that definitely failed frees its key. After a lost response, each call with the key first searches for the window. Keys survive a restart and apply to all replicas only if the gateway uses Redis.",
  })
  readonly idempotencyKey?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: `${changeOptions.validateOnlyWithQuery} The \`uuid\` of \`window\` is the nil UUID, and the idempotency key stays unused.`,
  })
  readonly validateOnly!: boolean;
}

@InputType({
  description:
    "New values for a Datadog maintenance window. Fields that you omit keep their values; null is rejected. Set at least one of `name`, `query`, `startsAt` and `endsAt`.",
})
export class UpdateDatadogMaintenanceWindowInput implements inputs.UpdateDatadogMaintenanceWindow {
  @Field(() => ID, { description: windowId })
  readonly id!: string;

  @Field(() => String, {
    nullable: true,
    description: "New name of the window. Not blank; at most 1,000 characters.",
  })
  readonly name?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "New query that selects the affected cases, in Datadog's case search syntax. At most 10,000 characters.",
  })
  readonly query?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "New start of the window. Fractions of a second are dropped.",
  })
  readonly startsAt?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "New end of the window, after its start. Fractions of a second are dropped. If the end is in the past, the window becomes ENDED.",
  })
  readonly endsAt?: Date | null;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: allowBroadQuery })
  readonly allowBroadQuery!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnlyWithQuery })
  readonly validateOnly!: boolean;
}

@InputType({ description: "Datadog maintenance window to delete." })
export class DeleteDatadogMaintenanceWindowInput implements inputs.ChangeDatadogMaintenanceWindow {
  @Field(() => ID, { description: windowId })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Dry run: checks that the window exists, but deletes nothing. The outcome is VALIDATED, and `window` is the window that it would delete.",
  })
  readonly validateOnly!: boolean;
}

@InputType({ description: "Datadog maintenance window to end now." })
export class EndDatadogMaintenanceWindowInput implements inputs.ChangeDatadogMaintenanceWindow {
  @Field(() => ID, { description: windowId })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnly })
  readonly validateOnly!: boolean;
}

@InputType({ description: "Datadog maintenance window to extend, and the time to add." })
export class ExtendDatadogMaintenanceWindowInput implements inputs.ExtendDatadogMaintenanceWindow {
  @Field(() => ID, { description: windowId })
  readonly id!: string;

  @Field(() => Duration, {
    description:
      "Time to add to the current end of the window, at least one second. Fractions of a second are dropped.",
  })
  readonly by!: Length;

  @Field(() => String, { nullable: true, description: changeOptions.ifRevision })
  readonly ifRevision?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: changeOptions.validateOnly })
  readonly validateOnly!: boolean;
}

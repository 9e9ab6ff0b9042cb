import { Field, ID, ObjectType } from "type-graphql";
import type * as datadog from "../../datasources/datadog/model.js";
import type { OneTimeSchedule } from "../../domain/time/schedules.js";
import { Key, UnresolvableKey } from "../federation-directives.js";
import { DateTime } from "../scalars.js";
import { ScheduledWindow } from "../scheduled-window.js";

@UnresolvableKey("id")
@ObjectType({
  description: "A Datadog user or service account. The gateway knows only the user's id and name.",
})
export class DatadogUser implements datadog.DatadogUser {
  readonly sourceId!: string;

  @Field(() => ID, { description: "Datadog's UUID for the user." })
  readonly id!: string;
}

@Key("id")
@ObjectType({
  description:
    "A time range in which Datadog suppresses case notifications and automation for the cases that match a query. The window is open from `startsAt` (inclusive) to `endsAt` (exclusive). Source: Datadog API reference, Case Management, maintenance windows.",
  implements: ScheduledWindow,
})
export class DatadogMaintenanceWindow extends ScheduledWindow implements datadog.DatadogMaintenanceWindow {
  declare readonly kind: "DatadogMaintenanceWindow";
  declare readonly schedule: OneTimeSchedule;

  @Field(() => ID, { description: "Datadog's UUID for the window." })
  readonly uuid!: string;

  @Field(() => String, { description: "Name of the window; the same as `title`." })
  readonly name!: string;

  @Field(() => String, {
    description: "Query that selects the affected cases, in Datadog's case search syntax.",
  })
  readonly query!: string;

  @Field(() => DateTime, { description: "Start of the window, inclusive, in whole seconds." })
  readonly startsAt!: Date;

  @Field(() => DateTime, { description: "End of the window, exclusive, in whole seconds." })
  readonly endsAt!: Date;

  @Field(() => DatadogUser, {
    nullable: true,
    description: "User who created the window; null if Datadog reports none.",
  })
  readonly createdBy!: DatadogUser | null;

  @Field(() => DatadogUser, {
    nullable: true,
    description: "User who last changed the window; null if Datadog reports none.",
  })
  readonly updatedBy!: DatadogUser | null;
}

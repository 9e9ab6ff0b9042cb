import { Field, ID, ObjectType } from "type-graphql";
import type * as datadog from "../../datasources/datadog/model.js";
import type { OneTimeSchedule } from "../../domain/time/schedules.js";
import { Key, UnresolvableKey } from "../federation-directives.js";
import { DateTime } from "../scalars.js";
import { ScheduledWindow } from "../scheduled-window.js";

@UnresolvableKey("id")
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

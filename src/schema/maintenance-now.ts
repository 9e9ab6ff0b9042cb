import { Field, ObjectType } from "type-graphql";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { SizedBySources } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { DateTime } from "./scalars.js";

@ObjectType({
  description:
    "Windows that are open at one instant, e.g. for a deployment gate or a banner. If a source is not OK, an open window may be missing, so a gate must also check `sources`.",
})
export class MaintenanceNow {
  /** Null for the time of the request. */
  readonly at!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Instant at which the last of the open windows closes; null if none is open.",
  })
  readonly until!: Date | null;

  /** All windows that are open, in the order in which they close. */
  readonly open!: readonly ScheduledWindow[];

  @SizedBySources()
  @Field(() => [SourceResult], {
    description:
      "One entry for each source that the filter selects. The result is complete and current only if every `state` is OK.",
  })
  readonly sources!: readonly SourceResult[];
}

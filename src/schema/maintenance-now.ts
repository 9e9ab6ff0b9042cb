import { Field, ObjectType } from "type-graphql";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { AssumedSize } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { DateTime } from "./scalars.js";

@ObjectType({
  description:
    "Made for a deploy gate or a banner: is anything open, what, and until when. Where a source is FAILED or STALE, an open window may be missing: a gate reads `sources` too.",
})
export class MaintenanceNow {
  @Field(() => DateTime, { description: "The instant that the answer is about." })
  readonly at!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the last of the open windows closes; null if none is open.",
  })
  readonly until!: Date | null;

  @AssumedSize("OPEN_WINDOWS")
  @Field(() => [MaintenanceWindow], {
    description:
      "The windows that are open at that instant, the first to close first. Their own fields, such as `status`, are about the instant of the request unless they are told another.",
  })
  readonly windows!: readonly ScheduledWindow[];

  @AssumedSize("SOURCES")
  @Field(() => [SourceResult], { description: "One entry for each source that was asked." })
  readonly sources!: readonly SourceResult[];
}

import { Field, ID, InputType } from "type-graphql";
import { maxSearchLength } from "../domain/lists/constants.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import type { MaintenanceStatus as Status } from "../domain/time/schedules.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";
import { MaintenanceStatus } from "./scheduled-window.js";

@InputType({ description: "A range of time, from `from` (inclusive) to `to` (exclusive)." })
export class TimeRangeInput {
  @Field(() => DateTime, { description: "Start of the range, inclusive." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "End of the range, exclusive. Not before `from`." })
  readonly to!: Date;
}

@InputType({
  description:
    "Filter for windows. A window must meet every condition that you set; omitted or null conditions are ignored.",
})
export class MaintenanceWindowFilter implements WindowFilter {
  @Field(() => [Provider], {
    nullable: true,
    description:
      "Selects windows of these providers. The gateway does not call others. An empty list matches nothing.",
  })
  readonly providers?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects windows of these sources, by source id. The gateway does not call others. An empty list matches nothing; an unknown id is rejected.",
  })
  readonly sources?: string[] | null;

  @Field(() => [MaintenanceStatus], {
    nullable: true,
    description:
      "Selects windows with one of these statuses. A list uses the time of its first page; `maintenanceNow` uses `at`. An empty list matches nothing.",
  })
  readonly statuses?: Status[] | null;

  @Field(() => DateTime, { nullable: true, description: "Selects windows that are open at this instant." })
  readonly activeAt?: Date | null;

  @Field(() => TimeRangeInput, {
    nullable: true,
    description: "Selects windows that are open at some time in this range.",
  })
  readonly overlaps?: TimeRangeInput | null;

  @Field(() => String, {
    nullable: true,
    description: `Selects windows with this text in their title or Datadog query, ignoring case. At most ${maxSearchLength} characters.`,
  })
  readonly search?: string | null;
}

import { Field, ID, InputType } from "type-graphql";
import { maxSearchLength } from "../domain/lists/constants.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import type { MaintenanceStatus as Status } from "../domain/time/schedules.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";
import { MaintenanceStatus } from "./scheduled-window.js";

@InputType({ description: "A half-open range of time: `from` belongs to it, `to` does not." })
export class TimeRangeInput {
  @Field(() => DateTime, { description: "The first instant of the range." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "The first instant after the range; not before `from`." })
  readonly to!: Date;
}

@InputType({
  description: "Which windows to list. Every member narrows the list; one that is left out does not.",
})
export class MaintenanceWindowFilter implements WindowFilter {
  @Field(() => [Provider], {
    nullable: true,
    description: "Of these providers; others are not asked. An empty list lets nothing through.",
  })
  readonly providers?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Of these sources, by id; others are not asked. An empty list lets nothing through; an unknown id is refused.",
  })
  readonly sources?: string[] | null;

  @Field(() => [MaintenanceStatus], {
    nullable: true,
    description:
      "With one of these statuses: at the time of the first page of a list, at `at` of `maintenanceNow`.",
  })
  readonly statuses?: Status[] | null;

  @Field(() => DateTime, { nullable: true, description: "Open at this instant." })
  readonly activeAt?: Date | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Open at any time in this half-open range." })
  readonly overlaps?: TimeRangeInput | null;

  @Field(() => String, {
    nullable: true,
    description: `Case-insensitive; matches anywhere in the title or the Datadog query. At most ${maxSearchLength} characters.`,
  })
  readonly search?: string | null;
}

import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { MaintenanceStatus as Status } from "../domain/schedules.js";
import type * as lists from "../domain/window-lists.js";
import type { ScheduledWindow } from "../domain/windows.js";
import { enumType } from "./enum-type.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { Provider } from "./provider.js";
import { DateTime } from "./scalars.js";
import { MaintenanceStatus } from "./scheduled-window.js";

export const MaintenanceWindowOrder = enumType<lists.WindowOrder>(
  "MaintenanceWindowOrder",
  "The order of a list; the id decides between equals.",
  {
    NEXT_OCCURRENCE: "What is open or opens first comes first; what has ended comes last.",
    TITLE: "By title, without regard to case.",
    ID: "By id.",
  },
);

@InputType({ description: "A half-open range of time: `from` belongs to it, `to` does not." })
export class TimeRangeInput {
  @Field(() => DateTime)
  readonly from!: Date;

  @Field(() => DateTime, { description: "Not before `from`." })
  readonly to!: Date;
}

@InputType({
  description: "Which windows to list. Every member narrows the list; one that is left out does not.",
})
export class MaintenanceWindowFilter implements lists.WindowFilter {
  @Field(() => [Provider], { nullable: true, description: "Other providers are not asked." })
  readonly providers?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Ids of `maintenanceSources`; other sources are not asked. An unknown id is refused.",
  })
  readonly sources?: string[] | null;

  @Field(() => [MaintenanceStatus], { nullable: true, description: "Status at the time of the request." })
  readonly statuses?: Status[] | null;

  @Field(() => DateTime, { nullable: true, description: "Open at this instant." })
  readonly activeAt?: Date | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Open at any time in this half-open range." })
  readonly overlaps?: TimeRangeInput | null;

  @Field(() => String, {
    nullable: true,
    description: "Case-insensitive, anywhere in the title, application name or Datadog query.",
  })
  readonly search?: string | null;
}

@ObjectType({ description: "Where a page is in its list (Relay Cursor Connections)." })
export class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Null on an empty page." })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Give it back as `after`; null on an empty page." })
  readonly endCursor!: string | null;
}

@ObjectType({ description: "A window and its place in the list." })
export class MaintenanceWindowEdge {
  @Field(() => String, { description: "Opaque; only good for the same filter and order." })
  readonly cursor!: string;

  @Field(() => MaintenanceWindow)
  readonly node!: ScheduledWindow;
}

@ObjectType({ description: "A page of windows over all sources (Relay Cursor Connections)." })
export class MaintenanceWindowConnection {
  @Field(() => [MaintenanceWindowEdge])
  readonly edges!: readonly MaintenanceWindowEdge[];

  @Field(() => PageInfo)
  readonly pageInfo!: PageInfo;

  @Field(() => Int, {
    description: "How many windows the list holds over all pages, of the sources that answered.",
  })
  readonly totalCount!: number;

  @Field(() => [SourceResult], {
    description: "One entry for each source that was asked. Read it to know whether the list is whole.",
  })
  readonly sources!: readonly SourceResult[];
}

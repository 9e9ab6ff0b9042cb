import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { MaintenanceStatus as Status } from "../domain/schedules.js";
import * as lists from "../domain/window-lists.js";
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
  @Field(() => DateTime, { description: "The first instant of the range." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "The first instant after the range; not before `from`." })
  readonly to!: Date;
}

@InputType({
  description: "Which windows to list. Every member narrows the list; one that is left out does not.",
})
export class MaintenanceWindowFilter implements lists.WindowFilter {
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
    description: "With one of these statuses at the time of the first page.",
  })
  readonly statuses?: Status[] | null;

  @Field(() => DateTime, { nullable: true, description: "Open at this instant." })
  readonly activeAt?: Date | null;

  @Field(() => TimeRangeInput, { nullable: true, description: "Open at any time in this half-open range." })
  readonly overlaps?: TimeRangeInput | null;

  @Field(() => String, {
    nullable: true,
    description: "Case-insensitive; matches anywhere in the title or the Datadog query.",
  })
  readonly search?: string | null;
}

@ArgsType()
export class MaintenanceWindowsArguments {
  @Field(() => MaintenanceWindowFilter, {
    nullable: true,
    description: "Which windows to list; all of them by default.",
  })
  readonly filter?: MaintenanceWindowFilter | null;

  @Field(() => MaintenanceWindowOrder, {
    nullable: true,
    defaultValue: "NEXT_OCCURRENCE",
    description: "The order of the whole list.",
  })
  readonly orderBy?: lists.WindowOrder | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: `Page size, from 1 to ${lists.maxPageSize}.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "An `endCursor` of the same filter and order: the page after it. The first page by default.",
  })
  readonly after?: string | null;
}

@ObjectType({ description: "Where a page is in its list (Relay Cursor Connections)." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether windows follow." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether windows come before." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The cursor of the first window; null on an empty page.",
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The cursor of the last window, to give back as `after`; null on an empty page.",
  })
  readonly endCursor!: string | null;
}

@ObjectType({ description: "A window and its place in the list." })
export class MaintenanceWindowEdge {
  @Field(() => String, { description: "Opaque; only good for the same filter and order." })
  readonly cursor!: string;

  @Field(() => MaintenanceWindow, { description: "The window." })
  readonly node!: ScheduledWindow;
}

@ObjectType({ description: "A page of windows over all sources (Relay Cursor Connections)." })
export class MaintenanceWindowConnection {
  @Field(() => [MaintenanceWindowEdge], { description: "The windows of the page, each with its cursor." })
  readonly edges!: readonly MaintenanceWindowEdge[];

  @Field(() => PageInfo, { description: "Where the page is in the list." })
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

import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { maxWindowPageSize } from "../domain/lists/constants.js";
import type { WindowOrder } from "../domain/lists/window-order.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { enumType } from "./enum-type.js";
import { AssumedSize } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { PageInfo } from "./page-info.js";
import { MaintenanceWindowFilter } from "./window-filter.js";

export const MaintenanceWindowOrder = enumType<WindowOrder>(
  "MaintenanceWindowOrder",
  "The order of a list; the id decides between equals.",
  {
    NEXT_OCCURRENCE: "What is open or opens first comes first; what has ended comes last.",
    TITLE: "By title, without regard to case.",
    ID: "By id.",
  },
);

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
  readonly orderBy?: WindowOrder | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: `Page size, from 1 to ${maxWindowPageSize}.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "An `endCursor` of the same filter and order: the page after it. The first page by default.",
  })
  readonly after?: string | null;
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

  @AssumedSize("SOURCES")
  @Field(() => [SourceResult], {
    description: "One entry for each source that was asked. Read it to know whether the list is whole.",
  })
  readonly sources!: readonly SourceResult[];

  readonly count!: () => number;
}

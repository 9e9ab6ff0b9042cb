import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { defaultWindowPageSize, maxWindowPageSize } from "../domain/lists/constants.js";
import type { WindowListPage } from "../domain/lists/window-list.js";
import type { WindowOrder } from "../domain/lists/window-order.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { SizedBySources } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { PageInfo } from "./page-info.js";
import { MaintenanceWindowFilter } from "./window-filter.js";
import { MaintenanceWindowOrder } from "./window-order.js";

export const defaultOrder: WindowOrder = { field: "NEXT_OCCURRENCE", direction: "ASC" };

@ArgsType()
export class MaintenanceWindowsArguments {
  @Field(() => MaintenanceWindowFilter, {
    nullable: true,
    description: "Windows to include; all windows by default.",
  })
  readonly filter?: MaintenanceWindowFilter | null;

  @Field(() => MaintenanceWindowOrder, {
    nullable: true,
    defaultValue: defaultOrder,
    description: "Order of the list, across all pages.",
  })
  readonly orderBy?: WindowOrder | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultWindowPageSize,
    description: `Page size, from 0 to ${maxWindowPageSize}. With 0, the page is empty.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The `endCursor` of the previous page, with the same filter and order. Omit it for the first page.",
  })
  readonly after?: string | null;
}

@ObjectType({ description: "A window and its position in the list." })
export class MaintenanceWindowEdge {
  @Field(() => String, { description: "Opaque cursor. Valid only for the same filter and order." })
  readonly cursor!: string;

  @Field(() => MaintenanceWindow, { description: "The window." })
  readonly node!: ScheduledWindow;
}

@ObjectType({
  description: "A page of windows from all sources. Source: Relay, GraphQL Cursor Connections.",
})
export class MaintenanceWindowConnection {
  @Field(() => [MaintenanceWindowEdge], { description: "Windows on this page, each with its cursor." })
  readonly edges!: readonly MaintenanceWindowEdge[];

  @Field(() => PageInfo, { description: "Position of the page in the list." })
  readonly pageInfo!: PageInfo;

  @SizedBySources()
  @Field(() => [SourceResult], {
    description:
      "One entry for each source that the filter selects. The list is complete and current only if every `state` is OK.",
  })
  readonly sources!: readonly SourceResult[];

  @Field(() => Int, {
    description:
      "Number of windows on all pages, without the windows of FAILED sources and those in `unreadable`.",
  })
  readonly totalCount!: number;

  readonly counts!: WindowListPage["counts"];
}

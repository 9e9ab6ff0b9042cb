import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { WindowPage } from "../datasources/inventory.js";
import type { WindowOrder } from "../domain/window-lists.js";
import { maxPageSize } from "../domain/window-lists.js";
import type * as windows from "../domain/windows.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import {
  MaintenanceWindowConnection,
  MaintenanceWindowFilter,
  MaintenanceWindowOrder,
} from "../schema/maintenance-windows.js";

@Resolver(() => MaintenanceWindowConnection)
export class MaintenanceWindowsResolver {
  @Query(() => MaintenanceWindowConnection, {
    description:
      "Windows of all providers, merged into one order. A source that fails is named in `sources`; the windows of the others come all the same.",
  })
  maintenanceWindows(
    @Arg("filter", () => MaintenanceWindowFilter, { nullable: true }) filter: MaintenanceWindowFilter | null,
    @Arg("orderBy", () => MaintenanceWindowOrder, { nullable: true, defaultValue: "NEXT_OCCURRENCE" })
    orderBy: WindowOrder | null,
    @Arg("first", () => Int, {
      nullable: true,
      defaultValue: 50,
      description: `Page size, from 1 to ${maxPageSize}.`,
    })
    first: number | null,
    @Arg("after", () => String, {
      nullable: true,
      description: "An `endCursor` of the same filter and order: the page after it.",
    })
    after: string | null,
    @Ctx() { inventory }: Context,
  ): Promise<WindowPage> {
    return inventory.listWindows(filter ?? {}, orderBy ?? "NEXT_OCCURRENCE", {
      first: first ?? 50,
      after: after ?? null,
    });
  }

  @Query(() => MaintenanceWindow, {
    nullable: true,
    description: "The window with this id; null where no source has it.",
  })
  maintenanceWindow(
    @Arg("id", () => ID) id: string,
    @Ctx() { inventory }: Context,
  ): Promise<windows.ScheduledWindow | null> {
    return inventory.findWindow(id);
  }

  @FieldResolver(() => [MaintenanceWindow], { description: "The nodes of `edges`." })
  nodes(@Root() page: MaintenanceWindowConnection): readonly windows.ScheduledWindow[] {
    return page.edges.map(({ node }) => node);
  }
}

import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { WindowPage } from "../datasources/inventory.js";
import type * as windows from "../domain/windows.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import { MaintenanceWindowConnection, MaintenanceWindowsArguments } from "../schema/maintenance-windows.js";

@Resolver(() => MaintenanceWindowConnection)
export class MaintenanceWindowsResolver {
  @Query(() => MaintenanceWindowConnection, {
    description:
      "Windows of all providers, merged into one order. A source that fails is named in `sources`; the windows of the others come all the same.",
  })
  maintenanceWindows(
    @Args(() => MaintenanceWindowsArguments) { filter, orderBy, first, after }: MaintenanceWindowsArguments,
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
    @Arg("id", () => ID, { description: "The `id` of a window." }) id: string,
    @Ctx() { inventory }: Context,
  ): Promise<windows.ScheduledWindow | null> {
    return inventory.findWindow(id);
  }

  @FieldResolver(() => [MaintenanceWindow], { description: "The nodes of `edges`." })
  nodes(@Root() page: MaintenanceWindowConnection): readonly windows.ScheduledWindow[] {
    return page.edges.map(({ node }) => node);
  }
}

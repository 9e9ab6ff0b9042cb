import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type * as windows from "../domain/windows/scheduled-window.js";
import type { WindowPage } from "../inventory/inventory.js";
import { ProviderCallCost, SizedByFirst } from "../schema/federation-directives.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import {
  MaintenanceWindowConnection,
  MaintenanceWindowsArguments,
} from "../schema/maintenance-window-connection.js";

@Resolver(() => MaintenanceWindowConnection)
export class MaintenanceWindowsResolver {
  @SizedByFirst("edges", "nodes")
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceWindowConnection, {
    description:
      "Windows of all providers, merged into one order. A source that fails is named in `sources`; the windows of the others come all the same. Windows that come or go between two pages neither repeat nor hide another.",
  })
  async maintenanceWindows(
    @Args(() => MaintenanceWindowsArguments) { filter, orderBy, first, after }: MaintenanceWindowsArguments,
    @Ctx() { inventory, cacheHint }: Context,
  ): Promise<WindowPage> {
    const page = { first: first ?? 50, after: after ?? null };
    return cacheHint.untilChange(
      await inventory.listWindows(filter ?? {}, orderBy ?? "NEXT_OCCURRENCE", page),
    );
  }

  @ProviderCallCost()
  @Authorized<Scope>("maintenance:read")
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

  @FieldResolver(() => Int, {
    description: "How many windows the list holds over all pages, of the sources that are not FAILED.",
  })
  totalCount(@Root() page: MaintenanceWindowConnection): number {
    return page.count();
  }
}

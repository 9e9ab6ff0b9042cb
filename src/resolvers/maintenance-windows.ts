import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultWindowPageSize, maxWindowPageSize } from "../domain/lists/constants.js";
import type { WindowCounts } from "../domain/lists/window-counts.js";
import type { Scope } from "../domain/permissions.js";
import type * as windows from "../domain/windows/scheduled-window.js";
import type { WindowPage } from "../inventory/inventory.js";
import { AllWindowsCost, ProviderCallCost, SizedByFirst } from "../schema/federation-directives.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import {
  defaultOrder,
  MaintenanceWindowConnection,
  MaintenanceWindowsArguments,
} from "../schema/maintenance-window-connection.js";
import { MaintenanceWindowCounts } from "../schema/window-counts.js";

@Resolver(() => MaintenanceWindowConnection)
export class MaintenanceWindowsResolver {
  @SizedByFirst(maxWindowPageSize, "edges", "nodes")
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceWindowConnection, {
    description:
      "Maintenance windows from all sources, in one list. If a source fails, `sources` reports its error and the list contains the windows from the other sources. Paging is stable: if a window is created or deleted between two pages, no other window is repeated or skipped.",
  })
  maintenanceWindows(
    @Args(() => MaintenanceWindowsArguments) { filter, orderBy, first, after }: MaintenanceWindowsArguments,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<WindowPage> {
    const page = { first: first ?? defaultWindowPageSize, after: after ?? null };
    return inventory.listWindows(filter ?? {}, orderBy ?? defaultOrder, page);
  }

  @ProviderCallCost()
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceWindow, {
    nullable: true,
    description:
      "Maintenance window with this id; null if no source that you can read has it. A malformed id is an error (INVALID_ARGUMENT).",
  })
  maintenanceWindow(
    @Arg("id", () => ID, { description: "The `id` of a maintenance window of any provider." }) id: string,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<windows.ScheduledWindow | null> {
    return inventory.findWindow(id);
  }

  @FieldResolver(() => [MaintenanceWindow], { description: "Windows on this page: the nodes of `edges`." })
  nodes(@Root() page: MaintenanceWindowConnection): readonly windows.ScheduledWindow[] {
    return page.edges.map(({ node }) => node);
  }

  @AllWindowsCost()
  @FieldResolver(() => MaintenanceWindowCounts, {
    description:
      "Numbers of windows on all pages by status, certainty, provider, source and daily hours, e.g. for tabs. With `first: 0`, no windows are returned.",
  })
  counts(@Root() { counts, sources }: MaintenanceWindowConnection): WindowCounts {
    return counts(sources);
  }
}

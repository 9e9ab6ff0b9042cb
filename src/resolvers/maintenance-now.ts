import { Arg, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultOpenWindows, maxOpenWindows } from "../domain/lists/constants.js";
import { firstOf } from "../domain/lists/open-windows.js";
import type { Scope } from "../domain/permissions.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { MaintenanceAt } from "../inventory/inventory.js";
import { SizedByFirst } from "../schema/federation-directives.js";
import { MaintenanceNow } from "../schema/maintenance-now.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import { DateTime } from "../schema/scalars.js";
import { MaintenanceWindowFilter } from "../schema/window-filter.js";

@Resolver(() => MaintenanceNow)
export class MaintenanceNowResolver {
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceNow, { description: "Windows that are open at one instant, by default now." })
  maintenanceNow(
    @Arg("at", () => DateTime, {
      nullable: true,
      description: "Instant to check; by default the time of the request.",
    })
    at: Date | null,
    @Arg("filter", () => MaintenanceWindowFilter, {
      nullable: true,
      description: "Windows to include; all windows by default. `statuses` are evaluated at `at`.",
    })
    filter: MaintenanceWindowFilter | null,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<MaintenanceAt> {
    return inventory.openAt(at, filter ?? {});
  }

  @FieldResolver(() => DateTime, { description: "Instant that the result describes." })
  at(@Root() { at }: MaintenanceNow, @Ctx() context: ResolverContext): Date {
    return at ?? context.now;
  }

  @FieldResolver(() => Boolean, { description: "Whether any window is open at `at`." })
  inMaintenance(@Root() { open }: MaintenanceNow): boolean {
    return open.length > 0;
  }

  @FieldResolver(() => Int, { description: "Number of windows that are open at `at`." })
  totalCount(@Root() { open }: MaintenanceNow): number {
    return open.length;
  }

  @SizedByFirst()
  @FieldResolver(() => [MaintenanceWindow], {
    description:
      "The open windows that close first, in the order in which they close. If `totalCount` is larger, `maintenanceWindows` with `filter: { activeAt: … }` returns all of them in pages. Time-dependent fields of a window, such as `status`, use the time of the request unless you pass them an instant.",
  })
  windows(
    @Root() { open }: MaintenanceNow,
    @Arg("first", () => Int, {
      nullable: true,
      defaultValue: defaultOpenWindows,
      description: `Maximum number of windows, from 1 to ${maxOpenWindows}.`,
    })
    first: number | null,
  ): readonly ScheduledWindow[] {
    return firstOf(open, first ?? defaultOpenWindows);
  }
}

import { Arg, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type { MaintenanceAt } from "../inventory/inventory.js";
import { MaintenanceNow } from "../schema/maintenance-now.js";
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
  inMaintenance(@Root() { windows }: MaintenanceNow): boolean {
    return windows.length > 0;
  }
}

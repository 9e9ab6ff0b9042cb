import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultOverlaps, maxOverlaps } from "../domain/lists/constants.js";
import { planOverlaps } from "../domain/lists/overlapping-windows.js";
import { defaultCountedCertainties } from "../domain/verdict/constants.js";
import type { Overlaps } from "../inventory/overlaps.js";
import { SizedByFirst } from "../schema/federation-directives.js";
import { OverlappingWindows, OverlappingWindowsArguments } from "../schema/overlapping-windows.js";
import { ScheduledWindow } from "../schema/scheduled-window.js";

@Resolver(() => ScheduledWindow)
export class OverlappingWindowsResolver {
  @SizedByFirst(maxOverlaps, "nodes")
  @FieldResolver(() => OverlappingWindows, {
    description:
      "Other windows, of any source that you can read, that are open at some time during this window's current or next occurrence, from the time of the request on. Empty if this window has ended. In the result of a change or of its dry run, this is about the window after the change. Maintenance that is under way while its window is closed is no occurrence; `maintenanceNow` shows it.",
  })
  overlapping(
    @Root() window: ScheduledWindow,
    @Args(() => OverlappingWindowsArguments) { certainties, first }: OverlappingWindowsArguments,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<Overlaps> {
    const plan = planOverlaps(certainties ?? defaultCountedCertainties, first ?? defaultOverlaps);
    return inventory.overlapping(window, plan);
  }
}

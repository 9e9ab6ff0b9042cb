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
      "Other windows, of any source that you can read, that are open during the rest of this window's current occurrence, or during its next one. Empty if this window has ended. In the result of a change or dry run, it uses the window after the change. It leaves out maintenance that is under way outside its window: see `maintenanceNow`.",
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

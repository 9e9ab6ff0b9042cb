import { FieldResolver, Int, Resolver, Root } from "type-graphql";
import { maxRelatedWindows } from "../domain/windows/change-results.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { MaintenanceWarning } from "../schema/change-outcome.js";
import { AssumedSize } from "../schema/federation-directives.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";

@Resolver(() => MaintenanceWarning)
export class MaintenanceWarningResolver {
  @AssumedSize("RELATED_WINDOWS")
  @FieldResolver(() => [MaintenanceWindow], {
    description: `Other windows that the warning is about: the first ${maxRelatedWindows}, by start, then by id. For OVERLAPS_EXISTING, those that overlap; empty for other warnings. They are as they were at the time of the change.`,
  })
  relatedWindows(@Root() { related }: MaintenanceWarning): readonly ScheduledWindow[] {
    return related?.windows ?? [];
  }

  @FieldResolver(() => Int, {
    description: "Number of all other windows that the warning is about; 0 if it is about none.",
  })
  relatedWindowCount(@Root() { related }: MaintenanceWarning): number {
    return related?.count ?? 0;
  }
}

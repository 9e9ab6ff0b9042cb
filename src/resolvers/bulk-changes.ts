import { Args, Authorized, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type { ChangeResult } from "../inventory/bulk-changes.js";
import { changeWindows } from "../inventory/bulk-changes.js";
import { ChangeMaintenanceWindowsArguments, MaintenanceWindowChangeResult } from "../schema/bulk-changes.js";
import { AssumedSize, WriteTag } from "../schema/federation-directives.js";

@Resolver()
export class BulkChangesResolver {
  @WriteTag()
  @AssumedSize("CHANGES")
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => [MaintenanceWindowChangeResult], {
    description:
      'Up to 100 changes over both providers: a result for each, in the order given. Changes of one window are made in that order, those of different windows at the same time; one that fails stops no other, and none is undone. A violation\'s path begins with `changes`, the index and the member, e.g. `["changes", "3", "createDatadog", "endsAt"]`. With `validateOnly` each is checked against the windows as they are, not as the changes before it would leave them.',
  })
  changeMaintenanceWindows(
    @Args(() => ChangeMaintenanceWindowsArguments) { changes }: ChangeMaintenanceWindowsArguments,
    @Ctx() { datasources, logger }: Context,
  ): Promise<readonly ChangeResult[]> {
    return changeWindows(changes, datasources, (error) =>
      logger.error({ err: error }, "unexpected error in one of many changes"),
    );
  }
}

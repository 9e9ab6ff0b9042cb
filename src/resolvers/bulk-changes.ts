import { Args, Authorized, Ctx, Mutation, Resolver } from "type-graphql";
import type { ResolverContext } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type { ChangeResult } from "../inventory/bulk-changes.js";
import { changeWindows } from "../inventory/bulk-changes.js";
import { maxBulkChanges } from "../inventory/constants.js";
import { ChangeMaintenanceWindowsArguments, MaintenanceWindowChangeResult } from "../schema/bulk-changes.js";
import { SizedByList, WriteTag } from "../schema/federation-directives.js";

@Resolver()
export class BulkChangesResolver {
  @WriteTag()
  @SizedByList("changes", maxBulkChanges)
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => [MaintenanceWindowChangeResult], {
    description:
      'Applies up to 100 changes to windows of any provider. Returns one result for each change, in the given order. Changes to the same window run in that order; changes to different windows run concurrently. A failed change does not stop the others, and nothing is rolled back. The path of a violation or warning starts with `changes`, the zero-based index and the field, e.g. `["changes", "3", "createDatadog", "endsAt"]`. A change with `validateOnly` is checked against the current windows and ignores the changes before it.',
  })
  changeMaintenanceWindows(
    @Args(() => ChangeMaintenanceWindowsArguments) { changes }: ChangeMaintenanceWindowsArguments,
    @Ctx() { datasources, logger }: ResolverContext,
  ): Promise<readonly ChangeResult[]> {
    return changeWindows(changes, datasources, (error) =>
      logger.error({ err: error }, "unexpected error in one of many changes"),
    );
  }
}

import { Authorized, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type * as sources from "../domain/sources.js";
import { OperationsTag, SizedBySources } from "../schema/federation-directives.js";
import { MaintenanceSource, SourceHealth } from "../schema/maintenance-source.js";
import type { EntityReferences } from "../schema/subgraph.js";

/** Sources as entities, to which other subgraphs can refer. */
export const sourceEntityReferences: EntityReferences<ResolverContext> = {
  MaintenanceSource: {
    key: "id",
    find: async (id, { inventory }) => inventory.sources().find((source) => source.id === id) ?? null,
  },
};

@Resolver(() => MaintenanceSource)
export class MaintenanceSourcesResolver {
  @SizedBySources()
  @Authorized<Scope>("maintenance:read")
  @Query(() => [MaintenanceSource], {
    description: "All configured sources that you can read. This query calls no provider.",
  })
  maintenanceSources(@Ctx() { inventory }: ResolverContext): readonly sources.MaintenanceSource[] {
    return inventory.sources();
  }

  @OperationsTag()
  @FieldResolver(() => SourceHealth, {
    description:
      "Result of this replica's last attempt to list the source's windows, for any caller. Before the first attempt, the state is UNKNOWN.",
  })
  health(@Root() source: MaintenanceSource, @Ctx() { inventory }: ResolverContext): sources.SourceHealth {
    return inventory.healthOf(source);
  }
}

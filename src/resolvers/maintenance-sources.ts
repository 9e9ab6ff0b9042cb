import { Authorized, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { Scope } from "../domain/permissions.js";
import type * as sources from "../domain/sources.js";
import { AssumedSize, OperationsTag } from "../schema/federation-directives.js";
import { MaintenanceSource, SourceHealth } from "../schema/maintenance-source.js";
import type { EntityReferences } from "../schema/subgraph.js";

/** Sources are entities that other subgraphs can refer to. */
export const sourceEntityReferences: EntityReferences<Context> = {
  MaintenanceSource: {
    key: "id",
    find: async (id, { inventory }) => inventory.sources().find((source) => source.id === id) ?? null,
  },
};

@Resolver(() => MaintenanceSource)
export class MaintenanceSourcesResolver {
  @AssumedSize("SOURCES")
  @Authorized<Scope>("maintenance:read")
  @Query(() => [MaintenanceSource], { description: "Every configured upstream. Asks none of them." })
  maintenanceSources(@Ctx() { inventory }: Context): readonly sources.MaintenanceSource[] {
    return inventory.sources();
  }

  @OperationsTag()
  @FieldResolver(() => SourceHealth, {
    description:
      "How it did when its windows were last listed, by whichever request to this replica; UNKNOWN before that.",
  })
  health(@Root() source: MaintenanceSource, @Ctx() { inventory, cacheHint }: Context): sources.SourceHealth {
    cacheHint.never();
    return inventory.healthOf(source);
  }
}

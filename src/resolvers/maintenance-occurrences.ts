import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import type { Scope } from "../domain/permissions.js";
import type { OccurrencesPage } from "../inventory/inventory.js";
import { SizedByFirst } from "../schema/federation-directives.js";
import {
  MaintenanceOccurrence,
  MaintenanceOccurrenceConnection,
  MaintenanceOccurrencesArguments,
} from "../schema/maintenance-occurrence-connection.js";

@Resolver(() => MaintenanceOccurrenceConnection)
export class MaintenanceOccurrencesResolver {
  @SizedByFirst("edges", "nodes")
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceOccurrenceConnection, {
    description:
      "The calendar: every opening that is open at any time from `from` (inclusive) to `to` (exclusive), over all providers, in time order; those that start together in the order of their windows' ids.",
  })
  async maintenanceOccurrences(
    @Args(() => MaintenanceOccurrencesArguments)
    { from, to, filter, first, after }: MaintenanceOccurrencesArguments,
    @Ctx() { inventory, cacheHint }: Context,
  ): Promise<OccurrencesPage> {
    const page = { first: first ?? 100, after: after ?? null };
    return cacheHint.untilChange(await inventory.listOccurrences({ from, to }, filter ?? {}, page));
  }

  @FieldResolver(() => [MaintenanceOccurrence], { description: "The nodes of `edges`." })
  nodes(@Root() page: MaintenanceOccurrenceConnection): readonly OccurrenceEntry[] {
    return page.edges.map(({ node }) => node);
  }
}

import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultOccurrencesPageSize, maxOccurrencesPageSize } from "../domain/lists/constants.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import type { Scope } from "../domain/permissions.js";
import type { LocalInterval } from "../domain/time/wall-clock.js";
import { toLocalInterval } from "../domain/time/wall-clock.js";
import type { Certainty } from "../domain/windows/certainty.js";
import { occurrenceCertainty } from "../domain/windows/certainty.js";
import { occurrenceId } from "../domain/windows/window-ids.js";
import type { OccurrencesPage } from "../inventory/inventory.js";
import { LocalTimeCost, SizedByFirst } from "../schema/federation-directives.js";
import {
  MaintenanceOccurrence,
  MaintenanceOccurrenceConnection,
  MaintenanceOccurrencesArguments,
} from "../schema/maintenance-occurrence-connection.js";
import { LocalOccurrence, localArgument, localDescription } from "../schema/occurrence.js";
import { TimeZone } from "../schema/scalars.js";
import { MaintenanceCertainty } from "../schema/scheduled-window.js";

@Resolver(() => MaintenanceOccurrenceConnection)
export class MaintenanceOccurrencesResolver {
  @SizedByFirst(maxOccurrencesPageSize, "edges", "nodes")
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceOccurrenceConnection, {
    description:
      "Calendar of all sources: the occurrences that overlap the range from `from` (inclusive) to `to` (exclusive). They are ordered by start, then by window id. If a source fails, `sources` reports its error. Maintenance that is under way while its window is closed is no occurrence; `maintenanceNow` shows it.",
  })
  maintenanceOccurrences(
    @Args(() => MaintenanceOccurrencesArguments)
    { from, to, filter, first, after }: MaintenanceOccurrencesArguments,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<OccurrencesPage> {
    const page = { first: first ?? defaultOccurrencesPageSize, after: after ?? null };
    return inventory.listOccurrences({ from, to }, filter ?? {}, page);
  }

  @FieldResolver(() => [MaintenanceOccurrence], {
    description: "Occurrences on this page: the nodes of `edges`.",
  })
  nodes(@Root() page: MaintenanceOccurrenceConnection): readonly OccurrenceEntry[] {
    return page.edges.map(({ node }) => node);
  }

  @FieldResolver(() => Int, {
    description:
      "Number of occurrences on all pages, without those of FAILED sources and of windows in `unreadable`.",
  })
  totalCount(@Root() { totalCount }: MaintenanceOccurrenceConnection): number {
    return totalCount();
  }
}

@Resolver(() => MaintenanceOccurrence)
export class MaintenanceOccurrenceResolver {
  @FieldResolver(() => ID, {
    description:
      "Opaque id, unique among all occurrences. It stays the same as long as the window still has an occurrence that starts at `startsAt`, even if its end changes. No query takes it as an argument.",
  })
  id(@Root() { window, startsAt }: MaintenanceOccurrence): string {
    return occurrenceId(window.id, startsAt);
  }

  @LocalTimeCost()
  @FieldResolver(() => LocalOccurrence, { description: localDescription })
  local(
    @Root() occurrence: MaintenanceOccurrence,
    @Arg("timeZone", () => TimeZone, { description: localArgument }) timeZone: string,
  ): LocalInterval {
    return toLocalInterval(occurrence, timeZone);
  }

  @FieldResolver(() => MaintenanceCertainty, {
    description:
      "How certain maintenance is in the occurrence. UNDERWAY if the provider reports maintenance now and the occurrence contains the time of the request. Otherwise what the schedule says: DECLARED or POSSIBLE.",
  })
  certainty(@Root() occurrence: MaintenanceOccurrence, @Ctx() context: ResolverContext): Certainty {
    const { window } = occurrence;
    return window.isUnderway === true
      ? occurrenceCertainty(window, occurrence, context.nowFor(window))
      : window.scheduledCertainty;
  }
}

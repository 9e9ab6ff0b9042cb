import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultOccurrences, maxOccurrences } from "../domain/lists/constants.js";
import { listOccurrences } from "../domain/lists/window-occurrences.js";
import type { Interval } from "../domain/time/intervals.js";
import { nextOccurrence } from "../domain/time/schedules.js";
import { SizedByFirst } from "../schema/federation-directives.js";
import {
  afterArgument,
  nextOccurrenceDescription,
  Occurrence,
  OccurrencesArguments,
  occurrencesDescription,
} from "../schema/occurrence.js";
import { DateTime } from "../schema/scalars.js";
import { MaintenanceDailyHoursCount } from "../schema/window-counts.js";

/** Returns the occurrences of daily hours as those of a window with these hours. */
@Resolver(() => MaintenanceDailyHoursCount)
export class DailyHoursResolver {
  @FieldResolver(() => Occurrence, { nullable: true, description: nextOccurrenceDescription })
  nextOccurrence(
    @Root() { schedule }: MaintenanceDailyHoursCount,
    @Arg("after", () => DateTime, { nullable: true, description: afterArgument }) after: Date | null,
    @Ctx() context: ResolverContext,
  ): Interval | null {
    return nextOccurrence(schedule, after ?? context.nowFor({ schedule }));
  }

  @SizedByFirst(maxOccurrences)
  @FieldResolver(() => [Occurrence], { description: occurrencesDescription })
  occurrences(
    @Root() { schedule }: MaintenanceDailyHoursCount,
    @Args(() => OccurrencesArguments) { from, to, first }: OccurrencesArguments,
  ): readonly Interval[] {
    return listOccurrences(schedule, { from, to, first: first ?? defaultOccurrences });
  }
}

import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import {
  defaultDailyHours,
  defaultOccurrences,
  maxDailyHours,
  maxOccurrences,
} from "../domain/lists/constants.js";
import type { DailyHoursCount } from "../domain/lists/daily-hours.js";
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
import { MaintenanceDailyHoursCount, MaintenanceWindowCounts } from "../schema/window-counts.js";

@Resolver(() => MaintenanceWindowCounts)
export class WindowCountsResolver {
  @SizedByFirst(maxDailyHours)
  @FieldResolver(() => [MaintenanceDailyHoursCount], {
    description:
      "One entry for each time at which some of these windows open every day, ordered by that time. Windows that open once are in no entry. If there are more than `first` such times, the later ones are left out.",
  })
  byDailyHours(
    @Root() counts: MaintenanceWindowCounts,
    @Arg("first", () => Int, {
      nullable: true,
      defaultValue: defaultDailyHours,
      description: `Maximum number of entries, from 0 to ${maxDailyHours}, which is all of them: a day has 1,440 minutes.`,
    })
    first: number | null,
  ): readonly DailyHoursCount[] {
    return counts.byDailyHours(first ?? defaultDailyHours);
  }
}

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
